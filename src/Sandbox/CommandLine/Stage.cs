using WorkerRunner.Sandbox.CommandLine.Clouds;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>What the executable has ready in its sandbox, and the runner configurations that fit it.</summary>
internal sealed class Stage(SandboxServer sandbox, string? worker, CloudKind? kind, bool doesTasks)
{
    /// <summary>The worker pool of all workers here.</summary>
    public const string Pool = "sandbox-project/demo";

    // What makes the sandbox's own worker do tasks is unknown to a real one, which would refuse it; and it is added to a script of the user's own.
    private const string RealWorkerConfig = """{"genericWorker":{"config":{"idleTimeoutSecs":3600}}}""";
    private const string OwnWorkerConfig = """{"genericWorker":{"config":{"idleTimeoutSecs":3600,"script":""" + ScriptedWorkerProgram.TaskScript + "}}}";

    private const string Group = "sandbox";
    private const string StaticId = "static-worker-1";
    private const string StandaloneId = "standalone-worker-1";
    private const string StandaloneClient = "sandbox/standalone";

    private readonly string staticSecret = CredentialIssuer.NewSecret();
    private readonly string accessToken = CredentialIssuer.NewSecret();

    private string WorkerConfig => doesTasks && worker is null ? OwnWorkerConfig : RealWorkerConfig;

    private string StaticConfig => $"""
        provider:
          providerType: static
          rootURL: {sandbox.RootUrl}
          providerID: static
          workerPoolID: {Pool}
          workerGroup: {Group}
          workerID: {StaticId}
          staticSecret: {YamlText.Quote(staticSecret)}
        {WorkerSection(StaticId)}
        """;

    private string StandaloneConfig => $"""
        provider:
          providerType: standalone
          rootURL: {sandbox.RootUrl}
          clientID: {StandaloneClient}
          accessToken: {YamlText.Quote(accessToken)}
          workerPoolID: {Pool}
          workerGroup: {Group}
          workerID: {StandaloneId}
        {WorkerSection(StandaloneId)}
        """;

    /// <summary>The runner configurations to show, each under a heading; the first is the one to write to a file.</summary>
    public IReadOnlyList<(string Heading, string Config)> Configs => Cloud is null
        ? [("a static worker", StaticConfig), ("a standalone worker", StandaloneConfig)]
        : [($"{Article} {ProviderType} worker", CloudConfig(Cloud))];

    /// <summary>The cloud that was asked for.</summary>
    public CloudStage? Cloud { get; private set; }

    /// <summary>Sets up the worker, the client and the secret.</summary>
    public void Set()
    {
        sandbox.AddStaticWorker(Pool, "static", Group, StaticId, staticSecret, WorkerConfig);
        sandbox.AddClient(StandaloneClient, accessToken);
        Cloud = kind is { } cloud ? CloudStage.Set(sandbox, cloud, Pool, WorkerConfig) : null;
        sandbox.SetSecret($"worker-pool:{Pool}", """{"config":{"secretSetting":"from the secrets service"},"files":[]}""");
    }

    private string ProviderType => kind.ToString()!.ToLowerInvariant();

    private string Article => kind == CloudKind.Google ? "a" : "an";

    private string CloudConfig(CloudStage cloud) => $"""
        provider:
          providerType: {ProviderType}
          metadataURL: {cloud.Instance.Address}
        {WorkerSection(ProviderType)}
        """;

    private string WorkerSection(string workerId) => FindWorker() is { } path
        ? $"""
            worker:
              implementation: generic-worker
              path: {YamlText.Quote(path)}
              configPath: {YamlText.Quote(Path.Combine(Path.GetTempPath(), $"sandbox-{workerId}.json"))}
            """
        : """
            worker:
              implementation: dummy
            """;

    private string? FindWorker()
    {
        if (worker is not null)
            return Path.GetFullPath(worker);
        return ScriptedWorkerProgram.Find();
    }
}
