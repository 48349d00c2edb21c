using System.Text.Json;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class SilenceWatchTests : IDisposable
{
    private const string Report = "/api/worker-manager/v1/worker-pool-errors/proj-test%2Flinux";

    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Without_a_watchdog_a_worker_may_be_silent()
    {
        using var session = Begin(watchdog: null);
        worker.Hello();
        await RunForAsync(TimeSpan.FromDays(7));
        Assert.False(session.HasEnded);
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task A_silent_worker_is_reported_once_and_again_after_it_has_spoken()
    {
        world.Http.Answer(200);
        using var session = Begin(new WatchdogSettings(TimeSpan.FromHours(2), WatchdogAction.Report));
        worker.Hello();
        await RunForAsync(TimeSpan.FromHours(7));
        using (var json = JsonDocument.Parse(Assert.Single(world.Http.Requests).Body!))
        {
            Assert.Equal(Report, world.Http.Requests[0].Path);
            Assert.Equal("worker-silent", json.RootElement.GetProperty("kind").GetString());
            Assert.Equal(7200, json.RootElement.GetProperty("extra").GetProperty("silenceSeconds").GetInt32());
        }
        Assert.Contains(world.Log.Lines, l => l.EndsWith("has said nothing for 2 h", StringComparison.Ordinal));
        Assert.Equal(1, world.Environment.Progress.Silences);

        worker.Say("something\n");
        await world.Log.SaidAsync("something");
        await RunForAsync(TimeSpan.FromHours(3));
        Assert.Equal(2, world.Http.Requests.Count);
        Assert.False(session.HasEnded);
    }

    [Fact]
    public async Task A_worker_that_speaks_now_and_then_is_left_alone()
    {
        using var session = Begin(new WatchdogSettings(TimeSpan.FromMinutes(10), WatchdogAction.Stop));
        worker.Hello();
        for (var i = 0; i < 5; i++)
        {
            await RunForAsync(TimeSpan.FromMinutes(9));
            worker.Say($"line {i}\n");
            await world.Log.SaidAsync($"line {i}");
        }
        Assert.Empty(world.Http.Requests);
        Assert.False(session.HasEnded);
    }

    [Theory]
    [InlineData("stop", 0)]
    [InlineData("remove", 1)]
    public async Task It_is_stopped_and_the_run_fails(string action, int removals)
    {
        world.Http.Answer(200);
        using var session = Begin(new WatchdogSettings(TimeSpan.FromMinutes(30), action == "stop" ? WatchdogAction.Stop : WatchdogAction.Remove));
        worker.Hello();
        worker.OnKill = () => worker.Exit(137);
        var finishing = Assert.ThrowsAsync<WorkerSilentException>(() => session.FinishAsync(Test.Token));
        await world.Time.RunInOrderAsync(finishing);
        var error = await finishing;
        Assert.EndsWith("said nothing for 30 min and was stopped.", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimelineOutcome.Failed, error.Timeline!.Steps[^1].Outcome);
        Assert.Equal(removals, world.Http.Requests.Count(r => r.Method == "DELETE"));
        Assert.Single(world.Http.Requests, r => r.Path == Report);
    }

    private WorkerSession Begin(WatchdogSettings? watchdog)
    {
        var run = World.CloudRun("aws");
        var session = WorkerSession.Begin(run with { Config = run.Config with { Watchdog = watchdog } }, worker, world.Environment, interruptions: null);
        world.Time.Heed(worker);
        return session;
    }

    private Task RunForAsync(TimeSpan time) => world.Time.RunInOrderAsync(world.Time.Delay(time, Test.Token));
}
