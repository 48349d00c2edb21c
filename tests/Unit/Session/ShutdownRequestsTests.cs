using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class ShutdownRequestsTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_host_that_nobody_made_for_the_worker_is_left_alone()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        worker.Say("~{\"type\":\"shutdown\"}\n~{\"type\":\"shutdown\"}\n");
        await world.Log.SaidAsync("Host is not dynamically provisioned; exiting");
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Single(world.Log.Lines);
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(68)]
    public async Task The_worker_of_a_cloud_is_removed_even_if_it_ends_at_once(int exitCode)
    {
        world.Http.Answer(200);
        worker.Say("~{\"type\":\"hello\",\"capabilities\":[\"shutdown\"]}\n~{\"type\":\"shutdown\"}\n");
        worker.Exit(exitCode);
        using var session = Sessions.Begin(World.CloudRun("aws"), worker, world.Environment);
        Assert.Equal(exitCode, (await session.Completion.Soon()).ExitCode);
        var request = Assert.Single(world.Http.Requests);
        Assert.Equal(("DELETE", "/api/worker-manager/v1/workers/proj-test%2Flinux/test-group/worker-1"), (request.Method, request.Path));
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task What_it_reported_before_it_asked_goes_out_before()
    {
        world.Http.Answer(200);
        using var session = Sessions.Begin(World.CloudRun("google"), worker, world.Environment);
        worker.Say("~{\"type\":\"error-report\",\"kind\":\"k\",\"title\":\"t\",\"description\":\"d\",\"extra\":{}}\n~{\"type\":\"shutdown\"}\n");
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Equal(["POST", "DELETE"], world.Http.Requests.Select(r => r.Method));
    }

    [Fact]
    public async Task A_worker_that_asks_again_and_again_is_removed_once()
    {
        world.Http.Answer(200);
        using var session = Sessions.Begin(World.CloudRun("google"), worker, world.Environment);
        for (var i = 0; i < 20; i++) worker.Say("~{\"type\":\"shutdown\"}\n");
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Single(world.Http.Requests);
    }

    [Theory]
    [InlineData(false, 40)]
    [InlineData(true, 10)]
    public async Task Whoever_stops_the_runner_meanwhile_waits_for_half_a_minute_more_or_not_at_all(bool hurries, int seconds)
    {
        world.Http.NeverAnswer();
        using var session = Sessions.Begin(World.CloudRun("azure"), worker, world.Environment);
        worker.Say("~{\"type\":\"shutdown\"}\n");
        await world.Log.SaidAsync("Shutting down on request from worker");
        world.Time.Advance(TimeSpan.FromSeconds(10));
        worker.Exit(0);
        var stopping = session.StopAsync(new StopLimits(), new CancellationToken(canceled: hurries));
        await world.Time.RunInOrderAsync(stopping);
        Assert.Equal(TimeSpan.FromSeconds(seconds), world.Time.Elapsed);
        Assert.Equal("Shutting down on request from worker", Assert.Single(world.Machine.Shutdowns));
        Assert.Equal(EndCause.ShutdownRequested, session.Ending.Cause);
    }

    [Fact]
    public async Task At_the_end_of_the_run_it_is_not_removed_again()
    {
        world.Http.Answer(200);
        worker.Say("~{\"type\":\"shutdown\"}\n");
        worker.Exit(0);
        using var session = Sessions.Begin(World.CloudRun("google"), worker, world.Environment);
        await session.FinishAsync(CancellationToken.None).Soon();
        Assert.Single(world.Http.Requests);
    }

    [Fact]
    public async Task A_worker_that_cannot_be_removed_shuts_its_machine_down_before_the_session_ends()
    {
        world.Http.Error(403, "InsufficientScopes", "no");
        worker.Say("~{\"type\":\"shutdown\"}\n");
        worker.Exit(68);
        using var session = Sessions.Begin(World.CloudRun("azure"), worker, world.Environment);
        await session.Completion.Soon();
        Assert.Equal("Shutting down on request from worker", Assert.Single(world.Machine.Shutdowns));
    }

    [Fact]
    public async Task An_instance_that_is_to_be_kept_is_kept()
    {
        worker.Say("~{\"type\":\"shutdown\"}\n");
        worker.Exit(68);
        using var session = Sessions.Begin(World.CloudRun("azure") with { KeepInstance = true }, worker, world.Environment);
        await session.Completion.Soon();
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_worker_that_does_not_ask_is_not_removed_by_the_session()
    {
        worker.Hello("shutdown");
        worker.Exit(0);
        using var session = Sessions.Begin(World.CloudRun("aws"), worker, world.Environment);
        await session.Completion.Soon();
        Assert.Empty(world.Http.Requests);
    }
}
