using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>
/// Writes worker files in two steps, so that a bad archive or a full disk changes nothing: all content goes to temporary files beside
/// their targets, private at first; then each is renamed into place.
/// </summary>
internal sealed class WorkerFileWriter(RunEnvironment environment)
{
    private const int FileMode = 0x1ed; // 0755: the pool's files may be scripts, and tasks of other users may need them.

    private const int OwnersBits = 0x1c0; // 0700

    private readonly RunLog log = environment.Log;
    private readonly IFileGuard guard = environment.Machine.Files;

    /// <summary>Writes all files, or none.</summary>
    /// <exception cref="WorkerFileException">A content is no base64 or no zip, an entry is refused, or the disk does not take it.</exception>
    public void WriteAll(IReadOnlyList<WorkerFile> files, CancellationToken cancellationToken)
    {
        var staged = new List<(string Temporary, string Target)>();
        try
        {
            foreach (var file in files) Stage(file, staged, cancellationToken);
            // A later file may have made a folder of an earlier one's path.
            if (staged.Find(s => Directory.Exists(s.Target)) is { Target: { } folder }) throw new IOException($"{folder} is a folder.");
            foreach (var (temporary, target) in staged)
            {
                guard.Replace(temporary, target);
                log.Verbose($"Wrote {target}");
            }
        }
        catch (Exception e) when (FileErrors.Include(e) || e is InvalidDataException)
        {
            throw new WorkerFileException($"The worker's files could not be written: {e.Message}", "Check the path, its permissions and the free space.", e);
        }
        finally
        {
            foreach (var (temporary, _) in staged) File.Delete(temporary);
        }
    }

    private void Stage(WorkerFile file, List<(string Temporary, string Target)> staged, CancellationToken cancellationToken)
    {
        var target = environment.FullPath(file.Path);
        var name = file.Description.Length > 0 ? file.Description : "a file";
        var bytes = Decode(file);
        if (file.Format == WorkerFileFormat.File)
        {
            log.Information($"Writing {name} to path {target}");
            Stage(target, ModeOf(file, FileMode), () => new MemoryStream(bytes, writable: false), staged, cancellationToken);
            return;
        }

        log.Information($"Unzipping {name} to path {target}");
        using var zip = ZipContent.Open(bytes, target);
        Directory.CreateDirectory(target);
        foreach (var folder in zip.Folders(target)) Directory.CreateDirectory(folder);
        foreach (var (path, mode, open) in zip.Files(target))
            Stage(path, ModeOf(file, mode), open, staged, cancellationToken);
    }

    private static int ModeOf(WorkerFile file, int mode) => file.IsPrivate ? mode & OwnersBits : mode;

    private void Stage(string target, int mode, Func<Stream> open, List<(string Temporary, string Target)> staged, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Directory.Exists(target)) throw new IOException($"{target} is a folder.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var temporary = PrivateFile.TemporaryBeside(target);
        staged.Add((temporary, target));
        using (var content = open())
        using (var output = guard.CreatePrivate(temporary))
            content.CopyTo(output);
        guard.Publish(temporary, mode);
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
