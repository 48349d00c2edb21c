using System.Runtime.CompilerServices;

namespace WorkerRunner.ModuleTests;

/// <summary>Runners of these tests, and those that they start, are not found by others of this machine, and do not find them.</summary>
internal static class OwnSockets
{
    public static string Folder { get; } = Path.Combine(Path.GetTempPath(), $"wr-m-{Environment.ProcessId}");

    [ModuleInitializer]
    internal static void Choose()
    {
        Environment.SetEnvironmentVariable("WORKER_RUNNER_SOCKETS", Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        };
    }
}
