using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Runners;

namespace WorkerRunner.Sandbox.Tests.Page;

public sealed class RunnerWatchTests
{
    private const string RootUrl = "http://127.0.0.1:1";

    [Fact]
    public async Task A_runner_of_the_deployment_is_looked_into_and_its_messages_are_followed()
    {
        using var runner = new FakeRunner(RootUrl);
        using var stranger = new FakeRunner("http://127.0.0.1:2");
        using var other = new FakeRunner(RootUrl, """{"protocol":2}""");
        var heard = new TaskCompletionSource<JsonObject>();
        await using var watch = new RunnerWatch(RootUrl, () => [stranger.Place, other.Place, "/nobody/is.here", runner.Place], message => heard.TrySetResult(message));
        watch.Start();
        var message = await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(("p/a/g/w", "welcome"), (message["worker"]!.ToString(), message["type"]!.ToString()));
        var status = Assert.Single(watch.Statuses);
        Assert.Equal("running", status["stage"]!.ToString());
        Assert.False(status.ContainsKey("uptimeSeconds"));
    }

    [Fact]
    public async Task A_sandbox_that_ends_does_not_wait_for_runners()
    {
        using var silent = new FakeRunner(RootUrl, greeting: "");
        var watch = new RunnerWatch(RootUrl, () => [silent.Place], _ => { });
        watch.Start();
        await watch.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Empty(watch.Statuses);
    }
}
