using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Polyfills;

/// <summary>.NET's questions about the system.</summary>
internal static class SystemExtensions
{
    extension(OperatingSystem)
    {
        public static bool IsWindows() => Environment.OSVersion.Platform == PlatformID.Win32NT;

        public static bool IsLinux() => !OperatingSystem.IsWindows() && Directory.Exists("/proc/self");
    }

    extension(Environment)
    {
        public static bool IsPrivilegedProcess => !OperatingSystem.IsWindows() && LibC.CurrentUser == 0;
    }

    extension(Enum)
    {
        public static IEnumerable<T> GetValues<T>()
            where T : struct, Enum => Enum.GetValues(typeof(T)).Cast<T>();
    }

    extension(GC)
    {
        /// <summary>.NET Framework counts by application domain only: the test is skipped.</summary>
        public static long GetAllocatedBytesForCurrentThread()
        {
            Assert.Skip(".NET Framework does not count what a thread allocates.");
            return 0;
        }
    }
}
