using Microsoft.Extensions.Time.Testing;

namespace WorkerRunner.Sandbox.Tests;

/// <summary>A sandbox with a worker, a fake clock and a client; every test has its own.</summary>
public abstract class SandboxFixture : IAsyncLifetime
{
    protected const string Pool = "proj-test/win";
    protected const string Group = "test-group";
    protected const string Id = "static-worker-1";
    protected const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    protected const string RemovePath = "/api/worker-manager/v1/workers/proj-test%2Fwin/test-group/static-worker-1";
    protected const string SecretPath = "/api/secrets/v1/secret/worker-pool%3Aproj-test%2Fwin";
    protected const string ErrorPath = "/api/worker-manager/v1/worker-pool-errors/proj-test%2Fwin";
    protected const string ReregisterPath = "/api/worker-manager/v1/worker/reregister";

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 15, 33, 31, 360, TimeSpan.Zero));

    internal SandboxServer Sandbox { get; private set; } = null!;

    internal SandboxClient Client { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Sandbox = await SandboxServer.StartAsync(new SandboxOptions { Time = Time }, Cancellation);
        Sandbox.AddStaticWorker(Pool, "static", Group, Id, StaticSecret, """{"genericWorker":{"config":{"a":1}}}""");
        Client = new SandboxClient(Sandbox.RootUrl, Time);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Sandbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static Dictionary<string, object?> Registration(string staticSecret = StaticSecret) => new()
    {
        ["workerPoolId"] = Pool,
        ["providerId"] = "static",
        ["workerGroup"] = Group,
        ["workerId"] = Id,
        ["workerIdentityProof"] = new { staticSecret },
    };

    protected static object Reregistration(string secret) =>
        new { workerPoolId = Pool, workerGroup = Group, workerId = Id, secret };

    internal Task<Answer> RegisterAsync() => Client.RegisterAsync(Registration());
}
