namespace WorkerRunner.Sandbox.Scenes;

/// <summary>What a scene is played with.</summary>
public sealed record SceneOptions
{
    /// <summary>The runner configuration that is tried; null for one of the sandbox's own.</summary>
    public string? ConfigPath { get; init; }

    /// <summary>The worker pool's workerConfig, a JSON object; null for an empty one, or for one that has scripted-worker do tasks.</summary>
    public string? PoolConfigJson { get; init; }

    /// <summary>The worker pool's secret, a JSON object with config and files; null for an empty one.</summary>
    public string? SecretJson { get; init; }

    /// <summary>The runner's program and arguments; <c>{config}</c> in an argument is the path of its configuration.</summary>
    public required IReadOnlyList<string> Runner { get; init; }

    /// <summary>How long each expectation is waited for; a scene adds to it what it takes by its nature.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Where the runner's log is shown as it comes; null for nowhere.</summary>
    public TextWriter? Log { get; init; }
}
