using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Taskcluster;

/// <summary>What goes on the wire, whatever the framework makes of addresses.</summary>
public sealed class WireTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("worker-pool:proj-test/win", "worker-pool%3Aproj-test%2Fwin")]
    [InlineData("a/../b", "a%2F..%2Fb")]
    [InlineData(@"a\b c%2Fd?e#f", "a%5Cb%20c%252Fd%3Fe%23f")]
    public async Task A_slash_in_a_name_stays_escaped(string name, string escaped)
    {
        using var server = new AnswerServer("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        Assert.True(RootUrl.TryParse(server.Address, out var rootUrl));
        using var environment = new RunEnvironment(world.Environment.Log, world.Time);
        var call = new ApiCall("secrets", "get", HttpMethod.Get, ["secret", name]);
        await new ApiClient(environment.Taskcluster, rootUrl!, new RetryLimits()).CallAsync(call, World.Run().Credentials, Test.Token).Soon();
        var request = Assert.Single(server.Requests).Split(["\r\n"], StringSplitOptions.None);
        Assert.Equal($"GET /api/secrets/v1/secret/{escaped} HTTP/1.1", request[0]);
        Assert.DoesNotContain(request, line => line.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase));
    }
}
