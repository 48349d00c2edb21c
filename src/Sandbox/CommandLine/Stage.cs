using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>What the executable has ready in its sandbox, and the runner configurations that fit it.</summary>
internal sealed class Stage(SandboxServer sandbox, string? worker)
{
    private const string Pool = "sandbox-project/demo";
    private const string Group = "sandbox";
    private const string StaticId = "static-worker-1";
    private const string StandaloneId = "standalone-worker-1";
    private const string StandaloneClient = "sandbox/standalone";

    private readonly string staticSecret = CredentialIssuer.NewSecret();
    private readonly string accessToken = CredentialIssuer.NewSecret();

    /// <summary>A static worker's runner configuration.</summary>
    public string StaticConfig => $"""
        provider:
          providerType: static
          rootURL: {sandbox.RootUrl}
          providerID: static
          workerPoolID: {Pool}
          workerGroup: {Group}
          workerID: {StaticId}
          staticSecret: {Quote(staticSecret)}
        {WorkerSection(StaticId)}
        """;

    /// <summary>A standalone worker's runner configuration.</summary>
    public string StandaloneConfig => $"""
        provider:
          providerType: standalone
          rootURL: {sandbox.RootUrl}
          clientID: {StandaloneClient}
          accessToken: {Quote(accessToken)}
          workerPoolID: {Pool}
          workerGroup: {Group}
          workerID: {StandaloneId}
        {WorkerSection(StandaloneId)}
        """;

    /// <summary>Sets up the worker, the client and the secret.</summary>
    public void Set()
    {
        sandbox.AddStaticWorker(Pool, "static", Group, StaticId, staticSecret, """{"genericWorker":{"config":{"idleTimeoutSecs":3600}}}""");
        sandbox.AddClient(StandaloneClient, accessToken);
        sandbox.SetSecret($"worker-pool:{Pool}", """{"config":{"secretSetting":"from the secrets service"},"files":[]}""");
    }

    private string WorkerSection(string workerId) => FindWorker() is { } path
        ? $"""
            worker:
              implementation: generic-worker
              path: {Quote(path)}
              configPath: {Quote(Path.Combine(Path.GetTempPath(), $"sandbox-{workerId}.json"))}
            """
        : """
            worker:
              implementation: dummy
            """;

    private string? FindWorker()
    {
        if (worker is not null)
            return Path.GetFullPath(worker);
        var beside = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "scripted-worker.exe" : "scripted-worker");
        return File.Exists(beside) ? beside : null;
    }

    /// <summary>A YAML single-quoted scalar, in which nothing but the quote itself has a meaning.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
