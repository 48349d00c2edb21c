using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace WorkerRunner.Sandbox.Scenes;

/// <summary>Makes a worker hang: its process is stopped, as by <c>kill -STOP</c>.</summary>
internal static partial class WorkerSuspension
{
    private static readonly int Stop = OperatingSystem.IsMacOS() ? 17 : 19;

    /// <summary>Suspends a worker.</summary>
    /// <param name="worker">What its runner calls it, for example <c>generic-worker (process 4711)</c>.</param>
    public static void Suspend(string worker) => _ = Kill(int.Parse(ProcessId().Match(worker).Groups[1].ValueSpan, CultureInfo.InvariantCulture), Stop);

    [GeneratedRegex(@"\(process ([0-9]+)\)")]
    private static partial Regex ProcessId();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
