namespace WorkerRunner;

/// <summary>What .NET's OperatingSystem tells.</summary>
internal static class OperatingSystemExtensions
{
    extension(OperatingSystem)
    {
        public static bool IsWindows() => Path.DirectorySeparatorChar == '\\';
    }
}
