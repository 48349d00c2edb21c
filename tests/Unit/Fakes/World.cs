using WorkerRunner.Configuration;
using WorkerRunner.Logging;
using WorkerRunner.Taskcluster;

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
        Environment = new RunEnvironment(new RunLog(Time, Log), Time, Machine, Folder.Path, () => Http);
    }

    public TestTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    public FakeMachine Machine { get; } = new();

    public FakeHttp Http { get; }

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

    public void Dispose()
    {
        Environment.Dispose();
        Http.Dispose();
        Folder.Dispose();
    }
}
