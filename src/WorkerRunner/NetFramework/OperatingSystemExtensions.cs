using System.Runtime.InteropServices;

namespace WorkerRunner;

/// <summary>.NET's questions about the operating system. Mono runs this too.</summary>
internal static class OperatingSystemExtensions
{
    extension(OperatingSystem)
    {
        public static bool IsWindows() => Path.DirectorySeparatorChar == '\\';

        public static bool IsLinux() => RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        public static bool IsMacOS() => RuntimeInformation.IsOSPlatform(OSPlatform.OSX);
    }
}
