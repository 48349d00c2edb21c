using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>Writes a file that holds secrets: created private, then filled, then renamed into place.</summary>
internal static class PrivateFile
{
    private const int OwnerOnly = 0x180; // 0600

    // In bytes: more than the configurations and caches of most workers have.
    private const int ProbeSize = 64 * 1024;

    /// <exception cref="IOException">It could not be written; what was at <paramref name="path"/> is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Write(IFileGuard guard, string path, byte[] content)
    {
        using var staged = new StagedFiles(guard);
        using (var file = staged.AddPrivate(path, OwnerOnly))
        {
            file.Write(content, 0, content.Length);
            file.Flush(flushToDisk: true);
        }
        staged.Commit();
    }

    /// <summary>Does all that <see cref="Write"/> does but for the last step: what would keep a file from being written shows.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static void Probe(IFileGuard guard, string path)
    {
        using var staged = new StagedFiles(guard);
        using var file = staged.AddPrivate(path, OwnerOnly);
        file.Write(new byte[ProbeSize], 0, ProbeSize);
        file.Flush();
    }
}
