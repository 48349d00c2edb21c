using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.Sandbox.Runners;

/// <summary>Where the runners of this machine can be spoken to, as docs/control.md has it.</summary>
internal static partial class RunnerPlaces
{
    private const string Pipes = @"\\.\pipe\";
    private const string PipePrefix = "worker-runner-";
    private const string SocketSuffix = ".sock";

    /// <summary>The sockets, or the names of the pipes, that are there now; there may be nobody behind them.</summary>
    public static IReadOnlyList<string> Find() => OperatingSystem.IsWindows() ? FindPipes() : Find(Folder());

    /// <summary>The pipe of a process, on Windows.</summary>
    public static string OfProcess(int processId) => PipePrefix + processId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The sockets in a folder.</summary>
    public static IReadOnlyList<string> Find(string folder) => OrNone(() => Directory.GetFiles(folder, $"*{SocketSuffix}"));

    private static IReadOnlyList<string> FindPipes() => OrNone(() =>
        [.. Directory.EnumerateFiles(Pipes).Select(path => path[Pipes.Length..]).Where(name => name.StartsWith(PipePrefix, StringComparison.Ordinal))]);

    private static IReadOnlyList<string> OrNone(Func<IReadOnlyList<string>> find)
    {
        try
        {
            return find();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is made by the first runner.
            return [];
        }
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable("WORKER_RUNNER_SOCKETS") is { Length: > 0 } folder)
            return folder;
        var user = GetUserId();
        if (user == 0)
            return OperatingSystem.IsMacOS() ? "/var/run/worker-runner" : "/run/worker-runner";
        return Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
            ? Path.Combine(runtime, "worker-runner")
            : $"/tmp/worker-runner-{user}";
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetUserId();
}
