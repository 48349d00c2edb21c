using System.Text.Json;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>What a test has: a Taskcluster, a folder, and an engine with the module imported.</summary>
public abstract class ModuleTest : IAsyncLifetime
{
    protected const string Pool = "proj-test/win";
    protected const string Group = "test-group";
    protected const string Id = "worker-1";
    protected const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    protected const string Client = "test/standalone";
    protected const string AccessToken = "AccessToken0123456789AccessToken0123456789ab";
    protected const string PoolSecret = "worker-pool:" + Pool;
    protected const string Chain = "Get-RunnerConfig $config | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles | Start-TaskclusterWorker";

    // A test may leave its worker running: nothing outlives it.
    private const string StopWhatRuns = "if ($session) { $null = Stop-TaskclusterWorker $session -Force }";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("WorkerRunner.Module.Tests.");

    internal SandboxServer Sandbox { get; private set; } = null!;

    internal Engine Engine { get; private set; } = null!;

    protected string Folder => folder.FullName;

    public async ValueTask InitializeAsync()
    {
        Sandbox = await SandboxServer.StartAsync(cancellationToken: Limits.Token);
        Sandbox.AddStaticWorker(Pool, "static", Group, Id, StaticSecret, """{"genericWorker":{"config":{"idleTimeoutSecs":3600}}}""");
        Engine = await Engine.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.RunAsync(StopWhatRuns);
        Engine.Dispose();
        await Sandbox.DisposeAsync();
        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string File(string name) => Path.Combine(Folder, name);

    /// <summary>What the worker pool gives as the worker's configuration: a script for the scripted worker.</summary>
    internal void WorkerDoes(params string[] steps) => PoolGives($$"""{"config":{"script":[{{string.Join(',', steps)}}]} }""");

    /// <summary>What the worker pool gives: <c>config</c> and <c>files</c>.</summary>
    internal void PoolGives(string json) =>
        Sandbox.AddStaticWorker(Pool, "static", Group, Id, StaticSecret, $$"""{"genericWorker":{{json}}}""");

    /// <summary>A static worker's runner configuration, in <c>$config</c>. It asks for no secrets unless told otherwise.</summary>
    internal string WriteStaticConfig(string more = "getSecrets: false", string name = "runner.yaml", string? worker = null, WorkerService? service = null) => WriteConfig(
        $"""
        provider:
          providerType: static
          rootURL: {Sandbox.RootUrl}
          providerID: static
          workerPoolID: {Pool}
          workerGroup: {Group}
          workerID: {Id}
          staticSecret: {StaticSecret}
        {(service is null ? WorkerSection(worker) : ServiceSection(service))}
        {more}
        """,
        name);

    /// <summary>A standalone worker's runner configuration, in <c>$config</c>; it has the scopes given, or all.</summary>
    protected string WriteStandaloneConfig(string more = "getSecrets: false", params IReadOnlyList<string> scopes)
    {
        Sandbox.AddClient(Client, AccessToken, scopes);
        Sandbox.AddWorkerPool(Pool);
        return WriteConfig(
            $"""
            provider:
              providerType: standalone
              rootURL: {Sandbox.RootUrl}
              clientID: {Client}
              accessToken: {AccessToken}
              workerPoolID: {Pool}
              workerGroup: {Group}
              workerID: {Id}
            {WorkerSection(null)}
            {more}
            """,
            "runner.yaml");
    }

    /// <summary>Writes a private file and names it in <c>$config</c>.</summary>
    protected string WriteConfig(string yaml, string name = "runner.yaml")
    {
        var path = WritePrivate(name, yaml);
        Engine["config"] = path;
        return path;
    }

    protected string WritePrivate(string name, string text)
    {
        var path = File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Permissions.WritePrivate(path, text);
        return path;
    }

    /// <summary>The worker's configuration file, as the worker found it.</summary>
    internal JsonElement WorkerConfigFile => JsonElement.Parse(System.IO.File.ReadAllText(File("worker.json")));

    /// <summary>When the worker has told this, by an error report.</summary>
    internal Task<RecordedRequest> ToldAsync(string title) =>
        Sandbox.WaitForRequestAsync(r => r.Target.Contains("/worker-pool-errors/") && r.Body.Contains($"\"{title}\""), Limits.Token).Soon();

    internal void Fault(string pathContains, FaultKind kind, int? times = null) =>
        Sandbox.Faults.Add(new Fault { PathContains = pathContains, Kind = kind, Times = times });

    internal bool Has(string fileName) => System.IO.File.Exists(File(fileName));

    private string ServiceSection(WorkerService service) =>
        $"""
        worker:
          implementation: generic-worker
          service: {service.Name}
          protocolPipe: {service.Pipe}
          configPath: {JsonSerializer.Serialize(File("worker.json"))}
        """;

    private string WorkerSection(string? path) =>
        $"""
        worker:
          implementation: generic-worker
          path: {JsonSerializer.Serialize(path ?? Repository.Executable("scripted-worker"))}
          configPath: {JsonSerializer.Serialize(File("worker.json"))}
        """;
}
