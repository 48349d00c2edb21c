using WorkerRunner.Configuration;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Fakes;

/// <summary>All that a run needs from outside, in memory but for a folder of its own.</summary>
internal sealed class World : IDisposable
{
    public const string StandaloneYaml =
        """
        provider:
          providerType: standalone
          rootURL: https://tc.example.com
          clientID: fake/client
          accessToken: access-token-of-standalone
          workerPoolID: proj-test/linux
          workerGroup: test-group
          workerID: worker-1
        worker:
          implementation: dummy
        """;

    public static readonly WorkerIdentity Identity = new("proj-test/linux", "test-provider", "test-group", "worker-1");

    public World()
    {
        Http = new FakeHttp(Time);
        Cloud = new FakeCloud(Time);
        Environment = new RunEnvironment(
            new RunLog(Time, Log), Time, Machine, Folder.Path, () => Http, () => Cloud, Variable)
        {
            NextRandom = () => Random,
        };
    }

    public TestTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public FakeMachine Machine { get; } = new();

    public FakeHttp Http { get; }

    public FakeCloud Cloud { get; }

    /// <summary>What is drawn at random, from 0 to 1.</summary>
    public double Random { get; set; }

    /// <summary>Environment variables over those of the process.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public TempFolder Folder { get; } = new();

    public RunEnvironment Environment { get; }

    public static RootUrl RootUrl { get; } = RootUrl.TryParse("https://tc.example.com", out var url) ? url! : throw new InvalidOperationException();

    public static WorkerRun Run(string extraYaml = "") => new()
    {
        Config = RunnerConfigReader.Parse("runner.yml", StandaloneYaml + "\n" + extraYaml),
        RootUrl = RootUrl,
        Identity = Identity,
        Credentials = new Credentials("worker/client", new Secret("access-token-1"), new Secret("""{"version":1,"seed":"one"}""")),
        WorkerLocation = ConfigObject.Empty.Set("cloud", "standalone"),
    };

    /// <summary>The configuration of a worker in a cloud.</summary>
    public static RunnerConfig CloudConfig(string providerType, string extraYaml = "", string provider = "", string implementation = "dummy") => RunnerConfigReader.Parse(
        "runner.yml", $"provider:\n  providerType: {providerType}\n  {provider}\nworker:\n  implementation: {implementation}\n{extraYaml}");

    /// <summary>A registered worker in a cloud.</summary>
    public static WorkerRun CloudRun(string providerType, string extraYaml = "", string implementation = "dummy") => Run() with
    {
        Config = CloudConfig(providerType, extraYaml, implementation: implementation),
        WorkerLocation = ConfigObject.Empty.Set("cloud", providerType),
    };

    /// <summary>The proxies of the machine that the tests run on are none of theirs.</summary>
    private string? Variable(string name) =>
        Variables.GetValueOrDefault(name) ?? (name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase) ? null : System.Environment.GetEnvironmentVariable(name));

    public void Dispose()
    {
        Environment.Dispose();
        Http.Dispose();
        Cloud.Dispose();
        Folder.Dispose();
    }
}
