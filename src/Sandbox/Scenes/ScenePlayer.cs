namespace WorkerRunner.Sandbox.Scenes;

/// <summary>Plays scenes.</summary>
public static class ScenePlayer
{
    // A real worker refuses keys that it does not know.
    private const string ScriptedPoolConfig = """{"genericWorker":{"config":{"script":""" + ScriptedWorkerProgram.TaskScript + "}}}";

    /// <summary>The scenes' names and what happens in them.</summary>
    public static IReadOnlyDictionary<string, string> Scenes { get; } = SceneCatalog.All.ToDictionary(scene => scene.Name, scene => scene.Summary);

    /// <summary>The scene of this name, or for "all" those that can happen to the configuration's provider here.</summary>
    /// <exception cref="InvalidDataException">The configuration cannot be read.</exception>
    public static IReadOnlyList<string> ScenesFor(string name, SceneOptions options)
    {
        if (name != "all")
            return [name];
        var provider = options.ConfigPath is { } path ? SceneConfig.Read(File.ReadAllText(path), path).ProviderType : null;
        return [.. SceneCatalog.All.Where(scene => scene.IsPossible && (provider is null || scene.Providers.Contains(provider))).Select(scene => scene.Name)];
    }

    /// <summary>Plays a scene, from the boot of the machine to its end, in a sandbox and a folder of its own.</summary>
    /// <param name="name">One of <see cref="Scenes"/>.</param>
    /// <param name="options">What it is played with.</param>
    /// <exception cref="InvalidDataException">There is no such scene, or it cannot be played with that configuration or runner.</exception>
    public static async Task<SceneResult> PlayAsync(string name, SceneOptions options)
    {
        var scene = SceneCatalog.All.FirstOrDefault(known => known.Name == name)
            ?? throw new InvalidDataException($"There is no scene \"{name}\": expected {string.Join(", ", Scenes.Keys)}.");
        if (!scene.IsPossible)
            throw new InvalidDataException($"The scene \"{name}\" cannot be played on this operating system.");
        var folder = Directory.CreateTempSubdirectory("sandbox-scene-");
        try
        {
            return await PlayAsync(scene, options, folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<SceneResult> PlayAsync(Scene scene, SceneOptions options, string folder)
    {
        var config = ReadConfig(scene, options, folder);
        await using var sandbox = await SandboxServer.StartAsync(scene.Deployment(new SandboxOptions()));
        var pool = config.Connect(sandbox, options.PoolConfigJson ?? (config.HasScriptedWorker ? ScriptedPoolConfig : "{}"));
        sandbox.SetSecret($"worker-pool:{pool}", options.SecretJson ?? """{"config":{},"files":[]}""");
        using var stage = new SceneStage(sandbox, options, config, pool, folder);
        try
        {
            await scene.PlayAsync(stage);
        }
        catch (SceneFailedException)
        {
            // The expectation that was not met is the last one.
        }

        return new SceneResult(scene.Name, stage.Expectations, stage.Log);
    }

    private static SceneConfig ReadConfig(Scene scene, SceneOptions options, string folder)
    {
        var config = options.ConfigPath is { } path
            ? SceneConfig.Read(File.ReadAllText(path), path)
            : SceneConfig.Default(scene.DefaultProvider, ScriptedWorkerProgram.Find() ?? throw new InvalidDataException("scripted-worker is not beside this program: give a configuration."), folder);
        if (!scene.Providers.Contains(config.ProviderType))
            throw new InvalidDataException($"The scene \"{scene.Name}\" cannot happen to a worker of the provider {config.ProviderType}: it is for {string.Join(", ", scene.Providers)}.");
        foreach (var (key, yaml) in scene.Config)
            config.Set(key, yaml.Replace("{folder}", YamlText.Escape(folder), StringComparison.Ordinal));
        config.Set("shutdownOnFailure", "false");
        return config;
    }
}
