using WorkerRunner.Sandbox;

namespace WorkerRunner.Faults.Tests;

/// <summary>A deployment with a worker of some provider, and the runner configuration for it, in a folder of their own.</summary>
internal sealed class Stage : IAsyncDisposable
{
    public const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    public const string AccessToken = "StandaloneAccessToken0123456789";

    /// <summary>A secret text of the secrets service, which no log may hold.</summary>
    public const string Password = "correct-horse-battery-staple-7391";

    private const string Pool = "proj-test/linux";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("faults-");

    private Stage(SandboxServer sandbox) => Sandbox = sandbox;

    public SandboxServer Sandbox { get; }

    public string Folder => folder.FullName;

    public string Config => Path.Combine(Folder, "runner.yaml");

    /// <summary>The ID under which worker-manager knows the worker.</summary>
    public string WorkerId { get; private set; } = "worker-1";

    /// <summary>Sets it.</summary>
    /// <param name="kind">The provider.</param>
    /// <param name="options">How the sandbox starts.</param>
    /// <param name="workerPath">The program that stands for generic-worker; null for a file that is never started.</param>
    /// <param name="workerConfig">The worker pool's configuration, JSON.</param>
    public static async Task<Stage> SetAsync(
        ProviderKind kind, SandboxOptions options, string? workerPath = null, string workerConfig = """{"genericWorker":{"config":{"a":1}}}""")
    {
        var stage = new Stage(await SandboxServer.StartAsync(options));
        stage.Set(kind, workerPath ?? stage.WriteExecutable("generic-worker"), workerConfig);
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private void Set(ProviderKind kind, string workerPath, string workerConfig)
    {
        foreach (var name in (string[])[$"worker-pool:{Pool}", $"worker-type:{Pool}"])
            Sandbox.SetSecret(name, $$"""{"config":{"password":"{{Password}}"},"files":[]}""");
        Sandbox.AddWorkerPool(Pool);
        var provider = kind switch
        {
            ProviderKind.Static => Static(workerConfig),
            ProviderKind.Standalone => Standalone(),
            ProviderKind.Aws => Cloud("aws", Sandbox.AddAwsInstance(Pool, "aws", "group", workerConfig)),
            ProviderKind.Azure => Cloud("azure", Sandbox.AddAzureInstance(Pool, "azure", "group", workerConfig)),
            _ => Cloud("google", Sandbox.AddGoogleInstance(Pool, "google", "group", workerConfig)),
        };
        WritePrivate(Config, $"""
            {provider}
            worker:
              implementation: generic-worker
              path: '{workerPath}'
              configPath: '{Path.Combine(Folder, "worker.json")}'
            """);
    }

    private string Static(string workerConfig)
    {
        Sandbox.AddStaticWorker(Pool, "static", "group", WorkerId, StaticSecret, workerConfig);
        return $$"""
            provider: {providerType: static, rootURL: "{{Sandbox.RootUrl}}", providerID: static, workerPoolID: {{Pool}},
                       workerGroup: group, workerID: {{WorkerId}}, staticSecret: {{StaticSecret}}}
            """;
    }

    private string Standalone()
    {
        Sandbox.AddClient("test/standalone", AccessToken);
        return $$"""
            provider: {providerType: standalone, rootURL: "{{Sandbox.RootUrl}}", clientID: test/standalone, accessToken: {{AccessToken}},
                       workerPoolID: {{Pool}}, workerGroup: group, workerID: {{WorkerId}}}
            """;
    }

    private string Cloud(string name, Sandbox.Clouds.CloudInstance instance)
    {
        WorkerId = instance.WorkerId;
        return $$"""provider: {providerType: {{name}}, metadataURL: "{{instance.Address}}"}""";
    }

    /// <summary>Writes a program that does nothing.</summary>
    public string WriteExecutable(string name)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Runners insist that a configuration with secrets in it is their owner's alone.</summary>
    private static void WritePrivate(string path, string text)
    {
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
