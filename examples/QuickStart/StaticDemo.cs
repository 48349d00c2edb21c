using WorkerRunner.Sandbox;

namespace WorkerRunner.QuickStart;

/// <summary>A static worker: it logs, reports an error, takes new credentials, and ends when another PowerShell asks it to.</summary>
internal sealed class StaticDemo : IDemo
{
    private const string StaticSecret = "QuickStartSecret0123456789QuickStartSecret01";

    private const string Drain = $"Get-TaskclusterWorker | Where-Object WorkerPoolId -eq '{Demo.Pool}' -OutVariable worker; $worker | Request-WorkerTermination -FinishTasks";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly SandboxServer sandbox;
    private readonly Func<string, Task<int>> runElsewhere;
    private int drainExitCode;

    /// <summary>Makes the worker known to the deployment, and writes the runner's configuration.</summary>
    /// <param name="sandbox">The deployment.</param>
    /// <param name="folder">Where the configuration is written.</param>
    /// <param name="runElsewhere">Runs a command line in another PowerShell.</param>
    public StaticDemo(SandboxServer sandbox, TemporaryFolder folder, Func<string, Task<int>> runElsewhere)
    {
        this.sandbox = sandbox;
        this.runElsewhere = runElsewhere;
        sandbox.AddStaticWorker(Demo.Pool, "static", "laptop", "demo-1", StaticSecret, Demo.PoolConfig(
            Demo.Hello,
            new { print = "Plain output of the worker is logged unchanged." },
            new { log = new { textPayload = "A structured entry", task = 1, run = 0 } },
            new { errorReport = new { kind = "demo", title = "Something small went wrong", description = "An example of an error report.", extra = new { disk = "full" } } },
            new { await = "new-credentials" },
            new { print = "New credentials arrived." },
            new { await = "graceful-termination" },
            new { print = "My tasks are finished." },
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

    public async Task HappenAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await sandbox.WaitForRequestAsync(r => r.Target.EndsWith("/reregister", StringComparison.Ordinal), limit.Token);
        drainExitCode = await runElsewhere(Drain);
    }

    public string? WhatIsMissing()
    {
        if (sandbox.ErrorReports.Count != 1) return $"the deployment has {sandbox.ErrorReports.Count} error reports, not one.";
        if (drainExitCode != 0) return $"the other PowerShell ended with {drainExitCode}.";
        return sandbox.Requests.Any(r => r.Target.EndsWith("/reregister", StringComparison.Ordinal) && r.Status == 200)
            ? null
            : "the worker got no new credentials.";
    }
}
