using System.Text.Json;
using WorkerRunner.Sandbox;

namespace WorkerRunner.QuickStart;

/// <summary>The worker of the story: a small real process that follows a script in its configuration, as the deployment gives it.</summary>
internal sealed record DemoWorker(string ConfigPath)
{
    private const string Pool = "quick-start/demo";
    private const string StaticSecret = "QuickStartSecret0123456789QuickStartSecret01";

    private static readonly object[] Script =
    [
        new { hello = new[] { "log", "error-report", "shutdown", "graceful-termination", "new-credentials" } },
        new { print = "Plain output of the worker goes to the log as it is." },
        new { log = new { textPayload = "A structured entry", task = 1, run = 0 } },
        new { errorReport = new { kind = "demo", title = "Something small went wrong", description = "Only to show how it is reported.", extra = new { disk = "full" } } },
        new { await = "new-credentials" },
        new { print = "New credentials arrived." },
        new { exit = 0 },
    ];

    /// <summary>Makes the worker known to the deployment, and writes the runner's configuration.</summary>
    public static DemoWorker Prepare(SandboxServer sandbox, TemporaryFolder folder)
    {
        sandbox.AddStaticWorker(Pool, "static", "laptop", "demo-1", StaticSecret, JsonSerializer.Serialize(new { genericWorker = new { config = new { script = Script } } }));
        sandbox.SetSecret($"worker-pool:{Pool}", """{"config": {"secretSetting": "only the worker may know"}, "files": []}""");

        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "scripted-worker.exe" : "scripted-worker");
        var config = folder.File("runner.yaml");
        File.WriteAllText(config, $"""
            provider:
              providerType: static
              rootURL: {sandbox.RootUrl}
              providerID: static
              workerPoolID: {Pool}
              workerGroup: laptop
              workerID: demo-1
              staticSecret: {StaticSecret}
            worker:
              implementation: generic-worker
              path: '{program}'
              configPath: '{folder.File("generic-worker.json")}'

            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(config, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return new DemoWorker(config);
    }

    /// <summary>What should have happened and did not; null where all did.</summary>
    public static string? WhatIsMissing(SandboxServer sandbox, RunResult exit)
    {
        if (exit.Error is { } error) return error;
        if (sandbox.ErrorReports.Count != 1) return $"the deployment has {sandbox.ErrorReports.Count} error reports, not one.";
        return sandbox.Requests.Any(r => r.Target.EndsWith("/reregister", StringComparison.Ordinal) && r.Status == 200)
            ? null
            : "the worker got no new credentials.";
    }
}
