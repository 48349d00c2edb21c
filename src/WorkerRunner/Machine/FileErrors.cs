namespace WorkerRunner.Machine;

/// <summary>What the framework throws where a file cannot be used: the path, its permissions, or the disk.</summary>
internal static class FileErrors
{
    public static bool Include(Exception error) =>
        error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
