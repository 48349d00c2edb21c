using WorkerRunner.Runs;

namespace WorkerRunner.Monitoring;

/// <summary>What watches a whole run from outside: systemd, and the exporter that reads a file of metrics.</summary>
/// <param name="environment">The run's.</param>
/// <param name="run">See <see cref="MetricsFile"/>.</param>
internal sealed class RunMonitors(RunEnvironment environment, Func<WorkerRun?> run) : IDisposable
{
    private readonly SystemdNotifier? systemd = SystemdNotifier.Create(environment);
    private MetricsFile? metrics;

    /// <summary>The configuration is read.</summary>
    public void Began(RunnerConfig config)
    {
        systemd?.Began(config.Systemd);
        if (config.Metrics is { } settings) metrics = new MetricsFile(environment, settings, run);
    }

    /// <summary>The worker has ended.</summary>
    public void Ended(int exitCode) => metrics?.Ended(exitCode);

    public void Dispose()
    {
        metrics?.Dispose();
        systemd?.Dispose();
    }
}
