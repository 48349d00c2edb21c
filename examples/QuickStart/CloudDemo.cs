using WorkerRunner.Sandbox;

namespace WorkerRunner.QuickStart;

/// <summary>A worker on an instance of Google's, which is preempted while it runs.</summary>
internal sealed class CloudDemo : IDemo
{
    private const string Told = "The cloud interrupts this instance: dropping all tasks.";

    private readonly SandboxServer sandbox;

    /// <summary>Makes the instance, and writes the runner's configuration.</summary>
    public CloudDemo(SandboxServer sandbox, TemporaryFolder folder)
    {
        this.sandbox = sandbox;
        var instance = sandbox.AddGoogleInstance(Demo.Pool, "google", "us-central1", Demo.PoolConfig(
            Demo.Hello,
            new { print = "Working." },
            new { await = "graceful-termination" },
            new { print = Told },
            new { exit = 0 }));
        ConfigPath = Demo.WriteConfig(folder, "cloud.yaml", $"""
            provider:
              providerType: google
              metadataURL: {instance.Address}
            """);
    }

    public string ConfigPath { get; }

    public bool KeepInstance => true;

    /// <summary>Once the runner has asked and waits for a change, the cloud announces the end.</summary>
    public async Task HappenAsync()
    {
        await sandbox.WaitForArrivalAsync(r =>
            r.Target.Contains("/instance/preempted?wait_for_change=true", StringComparison.Ordinal) && !r.Target.Contains("last_etag=0&", StringComparison.Ordinal));
        sandbox.Google.Preempt();
    }

    public string? WhatIsMissing() =>
        sandbox.Requests.Any(r => r.Target.Contains("/instance/preempted?", StringComparison.Ordinal)) ? null : "no request for interruptions was made.";
}
