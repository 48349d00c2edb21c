using WorkerRunner.Machine;

namespace WorkerRunner.Files;

/// <summary>Writes a file that holds secrets: created private, then filled, then renamed into place.</summary>
internal static class PrivateFile
{
    private const int OwnerOnly = 0x180; // 0600

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
}
