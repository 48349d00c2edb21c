using WorkerRunner.Values;

namespace WorkerRunner.Runs;

/// <summary>What a machine has to be before anything is done with it: <c>waitForWindowsImageState</c> and <c>waitFor</c> of a runner configuration.</summary>
/// <param name="ForImageState">Whether Windows Setup has to be complete.</param>
/// <param name="File">A file that has to be there; null for none.</param>
/// <param name="Timeout">How long both are waited for.</param>
internal sealed record ReadinessSettings(bool ForImageState, string? File, TimeSpan Timeout)
{
    internal static readonly IReadOnlyList<string> Keys = ["file", "timeout"];

    /// <summary>The key of the whole configuration, which Taskcluster's own worker-runner has too.</summary>
    internal const string ImageStateKey = "waitForWindowsImageState";

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Reads them; null where nothing is waited for.</summary>
    /// <exception cref="RunnerConfigException">A key is missing or of the wrong type.</exception>
    internal static ReadinessSettings? Read(ConfigSection file, ConfigSection? section)
    {
        var forImageState = file.OptionalBoolean(ImageStateKey, fallback: false);
        if (section is null) return forImageState ? new ReadinessSettings(true, null, DefaultTimeout) : null;
        var path = section.OptionalString("file") is { Length: > 0 } given ? given : null;
        var timeout = section.OptionalDuration("timeout", ShortestTimeout) ?? DefaultTimeout;
        if (path is null && !forImageState)
            section.Fail(0, section.Error("file", $"{section.PathOf("file")} is missing.", $"Add it, or {ImageStateKey}: true, or there is nothing to wait for."));
        return new ReadinessSettings(forImageState, path, timeout);
    }
}
