using System.Text.Json;
using WorkerRunner.Sandbox;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>A deployment, a worker with a script, and the runner configuration that brings them together, in a folder of their own.</summary>
internal sealed class Scenario : IAsyncDisposable
{
    public const string Pool = "proj-test/linux";
    public const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    public const string AccessToken = "StandaloneAccessToken0123456789";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("start-worker-test ");

    private Scenario(SandboxServer sandbox) => Sandbox = sandbox;

    public SandboxServer Sandbox { get; }

    public static string ScriptedWorker { get; } = Path.Combine(AppContext.BaseDirectory, "scripted-worker");

    /// <summary>What generic-worker's configuration is written to.</summary>
    public string WorkerConfig => File("worker config \"1\".json");

    public static async Task<Scenario> CreateAsync(SandboxOptions? options = null) =>
        new(await SandboxServer.StartAsync(options, TestContext.Current.CancellationToken));

    public string File(string name) => Path.Combine(folder.FullName, name);

    public IReadOnlyList<string> FilesNow => [.. folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => f.Name).Order()];

    /// <summary>A runner configuration for a static worker that follows <paramref name="script"/>.</summary>
    public string Static(object[] script, string more = "", string? path = null, object[]? files = null)
    {
        var workerConfig = new { genericWorker = new { config = new { script }, files = files ?? [] } };
        Sandbox.AddStaticWorker(Pool, "static", "test-group", "static-1", StaticSecret, JsonSerializer.Serialize(workerConfig));
        return Write($"""
            provider:
              providerType: static
              rootURL: {Sandbox.RootUrl}/
              providerID: static
              workerPoolID: {Pool}
              workerGroup: test-group
              workerID: static-1
              staticSecret: {StaticSecret}
            worker:
              implementation: generic-worker
              path: {JsonSerializer.Serialize(path ?? ScriptedWorker)}
              configPath: {JsonSerializer.Serialize(WorkerConfig)}
            {more}
            """);
    }

    /// <summary>A runner configuration for a standalone worker.</summary>
    public string Standalone(string worker, string more = "getSecrets: false")
    {
        Sandbox.AddClient("test/standalone", AccessToken);
        return Write($$"""
            provider:
              providerType: standalone
              rootURL: {{Sandbox.RootUrl}}
              clientID: test/standalone
              accessToken: {{AccessToken}}
              workerPoolID: {{Pool}}
              workerGroup: test-group
              workerID: standalone-1
              workerLocation: {room: attic}
              providerMetadata: {instance-type: desktop, public-hostname: worker.example.com}
            worker: {{worker}}
            {{more}}
            """);
    }

    /// <summary>A runner configuration for a standalone generic-worker that follows <paramref name="script"/>.</summary>
    public string Standalone(object[] script, string? path = null, string more = "getSecrets: false") => Standalone(
        $"{{implementation: generic-worker, path: {JsonSerializer.Serialize(path ?? ScriptedWorker)}, configPath: {JsonSerializer.Serialize(WorkerConfig)}}}",
        $"{more}\nworkerConfig: {JsonSerializer.Serialize(new { script })}");

    /// <summary>A runner configuration for the worker of a cloud instance.</summary>
    public string Cloud(string cloud, string metadataUrl, string more = "", string? path = null) => Write($$"""
        provider: {providerType: {{cloud}}, metadataURL: "{{metadataUrl}}", metadataTimeout: 5}
        worker:
          implementation: generic-worker
          path: {{JsonSerializer.Serialize(path ?? ScriptedWorker)}}
          configPath: {{JsonSerializer.Serialize(WorkerConfig)}}
        getSecrets: false
        {{more}}
        """);

    /// <summary>A worker pool's configuration with a script.</summary>
    public static string PoolConfig(params object[] script) => JsonSerializer.Serialize(new { genericWorker = new { config = new { script } } });

    public string Write(string config) => WriteFile("runner.yaml", config, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public string WriteScript(string name, string content) =>
        WriteFile(name, content, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <summary>Lets other users enter the folder.</summary>
    public void OpenToAll() => folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private string WriteFile(string name, string content, UnixFileMode mode)
    {
        var path = File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content);
        System.IO.File.SetUnixFileMode(path, mode);
        return path;
    }
}
