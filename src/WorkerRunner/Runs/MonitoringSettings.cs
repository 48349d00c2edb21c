using WorkerRunner.Values;

namespace WorkerRunner.Runs;

/// <summary>The <c>metrics</c> section of a runner configuration.</summary>
/// <param name="File">The file for the textfile collector of an exporter; its name ends in <c>.prom</c>.</param>
/// <param name="Interval">How often it is written, beside each change of step.</param>
internal sealed record MetricsSettings(string File, TimeSpan Interval)
{
    internal static readonly IReadOnlyList<string> Keys = ["file", "interval"];

    private const string Suffix = ".prom";
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);

    /// <exception cref="RunnerConfigException">A key is missing or of the wrong type.</exception>
    internal static MetricsSettings? Read(ConfigSection? section)
    {
        if (section is null) return null;
        var file = section.RequiredString("file");
        if (file.Length > 0 && !file.EndsWith(Suffix, StringComparison.Ordinal))
            section.Fail(0, section.Error("file", $"{section.PathOf("file")} does not end in {Suffix}.", "Exporters read only files whose names end so."));
        return new MetricsSettings(file, section.OptionalDuration("interval", ShortestInterval) ?? DefaultInterval);
    }
}

/// <summary>The <c>watchdog</c> section: what happens if a worker says nothing at all.</summary>
/// <param name="Silence">For how long.</param>
/// <param name="Action">What happens then.</param>
internal sealed record WatchdogSettings(TimeSpan Silence, WatchdogAction Action)
{
    internal static readonly IReadOnlyList<string> Keys = ["silence", "action"];

    private static readonly string[] Actions = ["report", "stop", "remove"];
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <exception cref="RunnerConfigException">A key is missing or of the wrong type.</exception>
    internal static WatchdogSettings? Read(ConfigSection? section)
    {
        if (section is null) return null;
        var silence = section.OptionalDuration("silence", Shortest);
        if (silence is null && !section.Has("silence"))
            section.Fail(0, section.Error("silence", $"{section.PathOf("silence")} is missing.", "Add it: how long a worker may say nothing, for example 2h."));
        var action = section.OptionalName("action", Actions) ?? Actions[0];
        return new WatchdogSettings(silence ?? TimeSpan.MaxValue, (WatchdogAction)Array.IndexOf(Actions, action));
    }
}

/// <summary>What happens to a worker that says nothing.</summary>
internal enum WatchdogAction
{
    /// <summary>It is reported to its worker pool, and in the log.</summary>
    Report,

    /// <summary>It is stopped too.</summary>
    Stop,

    /// <summary>It is stopped, and its instance removed.</summary>
    Remove,
}

/// <summary>The <c>systemd</c> section.</summary>
/// <param name="IsReadyAtStart">Whether the unit counts as started once the worker's process runs, not only with its hello.</param>
internal sealed record SystemdSettings(bool IsReadyAtStart)
{
    internal static readonly IReadOnlyList<string> Keys = ["readyAt"];

    /// <exception cref="RunnerConfigException">A key is of the wrong type.</exception>
    internal static SystemdSettings Read(ConfigSection? section) => new(section?.OptionalName("readyAt", ["hello", "start"]) == "start");
}
