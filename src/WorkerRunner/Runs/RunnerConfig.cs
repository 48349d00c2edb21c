using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Runs;

/// <summary>A runner configuration: what the YAML file says that a run begins with.</summary>
public sealed record RunnerConfig
{
    /// <summary>The file, as its user named it.</summary>
    public required string Path { get; init; }

    /// <summary>The whole file.</summary>
    internal ConfigSection File { get; init; } = null!;

    /// <summary><c>provider</c>: who this worker is and who vouches for it.</summary>
    public required ConfigSection Provider { get; init; }

    /// <summary><c>provider.providerType</c>.</summary>
    public required string ProviderType { get; init; }

    /// <summary><c>worker</c>: which worker to start, and how.</summary>
    public required ConfigSection Worker { get; init; }

    /// <summary><c>worker.implementation</c>.</summary>
    public required string Implementation { get; init; }

    /// <summary><c>workerConfig</c>: the lowest layer of the worker's configuration.</summary>
    public ConfigObject WorkerConfig { get; init; } = ConfigObject.Empty;

    /// <summary><c>logging</c>: where the log goes; empty for <c>stdio</c> alone.</summary>
    public IReadOnlyList<LogSettings> Logging { get; init; } = [];

    /// <summary><c>getSecrets</c>: whether the secrets service is asked; true by default.</summary>
    public bool GetSecrets { get; init; } = true;

    /// <summary><c>cacheOverRestarts</c>: the restart cache's file; null for none.</summary>
    public string? CacheOverRestarts { get; init; }

    /// <summary><c>interruptions</c>: what counts as an interruption, and what follows from it.</summary>
    public InterruptionSettings Interruptions { get; init; } = InterruptionSettings.Default;

    /// <summary>
    /// <c>shutdownOnFailure</c>: whether an instance whose worker cannot be started for good is removed, or else shut down, so that it does
    /// not idle at a cost; false by default.
    /// </summary>
    public bool ShutdownOnFailure { get; init; }

    /// <summary><c>control</c>: whether other processes of this machine can look into the run and steer it; true by default.</summary>
    public bool Control { get; init; } = true;

    /// <summary><c>waitForWindowsImageState</c> and <c>waitFor</c>; null where nothing is waited for.</summary>
    internal ReadinessSettings? Readiness { get; init; }

    /// <summary><c>metrics</c>; null for none.</summary>
    internal MetricsSettings? Metrics { get; init; }

    /// <summary><c>watchdog</c>; null for none.</summary>
    internal WatchdogSettings? Watchdog { get; init; }

    /// <summary><c>systemd</c>.</summary>
    internal SystemdSettings Systemd { get; init; } = new(IsReadyAtStart: false);

    /// <summary>What is strange but no error, each with its place: keys that are not known, permissions that were too wide.</summary>
    public IReadOnlyList<ConfigProblem> Warnings { get; init; } = [];

    /// <summary><c>path (provider type, implementation)</c>.</summary>
    public override string ToString() => $"{Path} ({ProviderType}, {Implementation})";
}
