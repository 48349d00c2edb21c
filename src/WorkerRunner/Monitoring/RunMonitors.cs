using WorkerRunner.Runs;

namespace WorkerRunner.Monitoring;

/// <summary>What watches a whole run from outside: systemd, and the exporter that reads a file of metrics.</summary>
/// <param name="environment">The run's.</param>
internal sealed class RunMonitors(RunEnvironment environment) : IDisposable
{
    private readonly SystemdNotifier? systemd = SystemdNotifier.Create(environment);
    private MetricsFile? metrics;

    /// <summary>The configuration is read.</summary>
    public void Began(RunnerConfig config)
    {
        systemd?.Began(config.Systemd);
        if (config.Metrics is { } settings) metrics = new MetricsFile(environment, settings);
    }

    /// <summary>The run is known.</summary>
    /// <param name="current">Gives it as it is now.</param>
    public void Began(Func<WorkerRun> current) => metrics?.Began(current);

    /// <summary>The worker has ended.</summary>
    public void Ended(int exitCode) => metrics?.Ended(exitCode);

    public void Dispose()
    {
        metrics?.Dispose();
        systemd?.Dispose();
    }
}
