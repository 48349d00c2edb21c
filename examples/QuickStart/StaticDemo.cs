using WorkerRunner.Sandbox;

namespace WorkerRunner.QuickStart;

/// <summary>A static worker: it logs, reports an error, takes new credentials, and ends.</summary>
internal sealed class StaticDemo : IDemo
{
    private const string StaticSecret = "QuickStartSecret0123456789QuickStartSecret01";

    private readonly SandboxServer sandbox;

    /// <summary>Makes the worker known to the deployment, and writes the runner's configuration.</summary>
    public StaticDemo(SandboxServer sandbox, TemporaryFolder folder)
    {
        this.sandbox = sandbox;
        sandbox.AddStaticWorker(Demo.Pool, "static", "laptop", "demo-1", StaticSecret, Demo.PoolConfig(
            Demo.Hello,
            new { print = "Plain output of the worker is logged unchanged." },
            new { log = new { textPayload = "A structured entry", task = 1, run = 0 } },
            new { errorReport = new { kind = "demo", title = "Something small went wrong", description = "An example of an error report.", extra = new { disk = "full" } } },
            new { await = "new-credentials" },
            new { print = "New credentials arrived." },
            new { exit = 0 }));
        sandbox.SetSecret($"worker-pool:{Demo.Pool}", """{"config": {"secretSetting": "only the worker may know"}, "files": []}""");
        ConfigPath = Demo.WriteConfig(folder, "runner.yaml", $"""
            provider:
              providerType: static
              rootURL: {sandbox.RootUrl}
              providerID: static
              workerPoolID: {Demo.Pool}
              workerGroup: laptop
              workerID: demo-1
              staticSecret: {StaticSecret}
            """);
    }

    public string ConfigPath { get; }

    public bool KeepInstance => false;

    public Task HappenAsync() => Task.CompletedTask;

    public string? WhatIsMissing()
    {
        if (sandbox.ErrorReports.Count != 1) return $"the deployment has {sandbox.ErrorReports.Count} error reports, not one.";
        return sandbox.Requests.Any(r => r.Target.EndsWith("/reregister", StringComparison.Ordinal) && r.Status == 200)
            ? null
            : "the worker got no new credentials.";
    }
}
