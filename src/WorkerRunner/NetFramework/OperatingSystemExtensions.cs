namespace WorkerRunner;

/// <summary>.NET's questions about the operating system. A property of the path separator, because Mono runs this too.</summary>
internal static class OperatingSystemExtensions
{
    extension(OperatingSystem)
    {
        public static bool IsWindows() => Path.DirectorySeparatorChar == '\\';
    }
}
