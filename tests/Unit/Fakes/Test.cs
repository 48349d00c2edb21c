using System.Globalization;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Fakes;

/// <summary>What every test needs: the token of its own end, and a guard that turns a wait for nothing into a failure.</summary>
internal static class Test
{
    // Nothing here takes seconds; only a broken test ever comes to this.
    internal static readonly TimeSpan Hung = TimeSpan.FromSeconds(60);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task Soon(this Task task) => task.WaitAsync(Hung, Token);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Hung, Token);

    /// <summary>A point in time as messages have it.</summary>
    public static string Time(string time) => TimeText.Of(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));

    public static void UnixOnly() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Permission bits and special files are Unix's.");

    public static void WindowsOnly() => Assert.SkipUnless(OperatingSystem.IsWindows(), "It asks Windows itself.");

    public static void RootOnly() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "It needs root's rights to give a file away.");
}
