using WorkerRunner.Machine.Unix;

namespace WorkerRunner.Tests.Polyfills;

/// <summary>What the tests use of .NET that .NET Framework lacks, beyond the domain's Polyfill package.</summary>
internal static class SystemExtensions
{
    extension(Environment)
    {
        public static bool IsPrivilegedProcess => !OperatingSystem.IsWindows() && LibC.CurrentUser == 0;
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

    extension(Array)
    {
        public static void Fill<T>(T[] array, T value, int start, int count)
        {
            for (var i = start; i < start + count; i++) array[i] = value;
        }
    }

    public static string Replace(this string text, string old, string with, StringComparison comparison)
    {
        Assert.Equal(StringComparison.Ordinal, comparison);
        return text.Replace(old, with);
    }
}
