namespace WorkerRunner.Sandbox.Scenes;

/// <summary>Something that whoever builds images for workers is afraid of, played against their configuration.</summary>
/// <param name="Name">What it is called by.</param>
/// <param name="Summary">What happens in it.</param>
internal sealed record Scene(string Name, string Summary)
{
    /// <summary>The providers whose workers it can happen to.</summary>
    public IReadOnlyList<string> Providers { get; init; } = ["static", "standalone", "aws", "azure", "google"];

    /// <summary>The provider that it is played with where no configuration is given.</summary>
    public string DefaultProvider { get; init; } = "static";

    /// <summary>Whether it can be played on this operating system.</summary>
    public bool IsPossible { get; init; } = true;

    /// <summary>How the sandbox's deployment is for it.</summary>
    public Func<SandboxOptions, SandboxOptions> Deployment { get; init; } = options => options;

    /// <summary>Changes to the runner's configuration: YAML by the keys of its top, in single quotes where it names the scene's {folder}.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = new Dictionary<string, string>();

    /// <summary>Plays it.</summary>
    public required Func<SceneStage, Task> PlayAsync { get; init; }
}
