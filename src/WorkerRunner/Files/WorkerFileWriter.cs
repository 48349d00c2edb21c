using WorkerRunner.Logging;
using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>Writes worker files, so that a bad archive or a full disk changes nothing.</summary>
internal sealed class WorkerFileWriter(Surroundings surroundings, RunLog log)
{
    private const int FileMode = 0x1ed; // 0755: the pool's files may be scripts, and tasks of other users may need them.
    private const int OwnersBits = 0x1c0; // 0700
    private const double LargestTotal = 4L * 1024 * 1024 * 1024;

    private readonly IFileGuard guard = surroundings.Machine.Files;

    /// <summary>Writes all files, or none.</summary>
    /// <exception cref="WorkerFileException">A content is no base64 or no zip, an entry is refused, or the disk does not take it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; none was written.</exception>
    public void WriteAll(IReadOnlyList<WorkerFile> files, CancellationToken cancellationToken)
    {
        var decoded = new List<DecodedFile>();
        using var staged = new StagedFiles(guard);
        try
        {
            foreach (var file in files) decoded.Add(new DecodedFile(file, surroundings.FullPath(file.Path), guard));
            if (decoded.Sum(d => d.Size) > LargestTotal)
                throw new WorkerFileException($"The worker's files would exceed {LargestTotal / (1 << 30)} GiB in total; worker files are meant to be small.");
            var paths = decoded.SelectMany(d => Stage(d, staged, cancellationToken)).ToList();
            cancellationToken.ThrowIfCancellationRequested();
            staged.Commit();
            foreach (var path in paths) log.Write(Messages.FileWritten(path));
        }
        catch (Exception e) when (FileErrors.Include(e) || e is InvalidDataException)
        {
            throw new WorkerFileException($"The worker's files could not be written: {e.Message}", "Check the path, its permissions and the free space.", e);
        }
        finally
        {
            foreach (var file in decoded) file.Dispose();
        }
    }

    private List<string> Stage(DecodedFile file, StagedFiles staged, CancellationToken cancellationToken)
    {
        log.Write(file.Announcement);
        foreach (var folder in file.Folders()) Directory.CreateDirectory(folder);
        var paths = new List<string>();
        foreach (var (path, mode, write) in file.Files(FileMode))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var output = file.IsPrivate ? staged.AddPrivate(path, mode & OwnersBits) : staged.AddPublic(path, mode);
            write(output, cancellationToken);
            paths.Add(path);
        }
        return paths;
    }
}
