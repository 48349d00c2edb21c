using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>Writes worker files, so that a bad archive or a full disk changes nothing.</summary>
internal sealed class WorkerFileWriter(RunEnvironment environment)
{
    private const int FileMode = 0x1ed; // 0755: the pool's files may be scripts, and tasks of other users may need them.
    private const int OwnersBits = 0x1c0; // 0700
    private const double LargestTotal = 4L * 1024 * 1024 * 1024;

    private readonly RunLog log = environment.Log;
    private readonly IFileGuard guard = environment.Machine.Files;
    private double total;

    /// <summary>Writes all files, or none.</summary>
    /// <exception cref="WorkerFileException">A content is no base64 or no zip, an entry is refused, or the disk does not take it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; none was written.</exception>
    public void WriteAll(IReadOnlyList<WorkerFile> files, CancellationToken cancellationToken)
    {
        using var staged = new StagedFiles(guard);
        var targets = new List<string>();
        try
        {
            foreach (var file in files) Stage(file);
            cancellationToken.ThrowIfCancellationRequested();
            staged.Commit();
        }
        catch (Exception e) when (FileErrors.Include(e) || e is InvalidDataException)
        {
            throw new WorkerFileException($"The worker's files could not be written: {e.Message}", "Check the path, its permissions and the free space.", e);
        }
        foreach (var target in targets) log.Verbose($"Wrote {target}");

        void Stage(WorkerFile file)
        {
            var target = environment.FullPath(file.Path);
            var name = file.Description.Length > 0 ? file.Description : "a file";
            var bytes = Decode(file);
            if (file.Format == WorkerFileFormat.File)
            {
                log.Information($"Writing {name} to path {target}");
                StageOne(file, target, FileMode, output => output.Write(bytes, 0, bytes.Length));
                return;
            }

            log.Information($"Unzipping {name} to path {target}");
            using var zip = ZipContent.Open(bytes, target, guard);
            total += zip.Size;
            if (total > LargestTotal) throw new WorkerFileException($"The zip for {target} would bring what is extracted to more than 4 GiB; worker files are small files.");
            Directory.CreateDirectory(target);
            foreach (var folder in zip.Folders()) Directory.CreateDirectory(folder);
            foreach (var entry in zip.Files()) StageOne(file, entry.Path, entry.Mode, output => entry.CopyTo(output, cancellationToken));
        }

        void StageOne(WorkerFile file, string target, int mode, Action<Stream> write)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using (var output = file.IsPrivate ? staged.AddPrivate(target, mode & OwnersBits) : staged.AddPublic(target, mode)) write(output);
            targets.Add(target);
        }
    }

    private static byte[] Decode(WorkerFile file)
    {
        try
        {
            return Convert.FromBase64String(file.Content.Reveal());
        }
        catch (FormatException e)
        {
            throw new WorkerFileException($"The content of the file for {file.Path} is not base64.", "Encode it anew, with padding.", e);
        }
    }
}
