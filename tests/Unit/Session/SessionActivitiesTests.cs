using WorkerRunner.Protocol;
using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class SessionActivitiesTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task An_activity_that_an_error_ended_which_nobody_thought_of_is_begun_again()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        var activity = new ScriptedActivity((begun, _) => begun < 3 ? throw new InvalidOperationException($"strange {begun}") : Task.CompletedTask);
        var activities = new SessionActivities(session, [activity]);
        await world.Time.RunInOrderAsync(activity.Done);
        Assert.Equal(TimeSpan.FromSeconds(20), world.Time.Elapsed);
        Assert.Equal(2, world.Log.Lines.Count(l => l.StartsWith("This is a bug in WorkerRunner; please report it: ScriptedActivity ended, and is restarted: ", StringComparison.Ordinal)));
        await activities.EndAsync().Soon();
    }

    [Fact]
    public async Task The_end_of_the_session_ends_an_activity_and_the_pause_before_it_is_begun_again()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        var failing = new ScriptedActivity((_, _) => throw new InvalidOperationException("strange"));
        var patient = new ScriptedActivity((_, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, stopping));
        var activities = new SessionActivities(session, [failing, patient]);
        await world.Log.SaidAsync("ScriptedActivity ended, and is restarted");
        await activities.EndAsync().Soon();
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task An_activity_that_does_not_end_holds_up_the_end_for_90_seconds()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        using var other = new FakeWorker();
        var stubborn = new ScriptedActivity((_, _) => Task.Delay(Timeout.InfiniteTimeSpan, Test.Token));
        var connection = new WorkerConnection(other, world.Environment.Log, world.Time, workerErrors: null, keptMessages: 0);
        connection.Close();
        worker.Exit(0);
        var draining = new Ending(worker, world.Environment).DrainAsync(session, connection, new SessionActivities(session, [stubborn]));
        await world.Time.RunInOrderAsync(draining);
        await draining;
        Assert.Equal(TimeSpan.FromSeconds(90), world.Time.Elapsed);
        Assert.Contains("Some of the work in progress for", world.Log.Text, StringComparison.Ordinal);
    }

    private sealed class ScriptedActivity(Func<int, CancellationToken, Task> work) : ISessionActivity
    {
        private readonly TaskCompletionSource<bool> done = new();
        private int begun;

        public Task Done => done.Task;

        public void Attach(WorkerConnection connection)
        {
        }

        public async Task RunAsync(WorkerSession session, CancellationToken stopping)
        {
            await work(Interlocked.Increment(ref begun), stopping);
            done.TrySetResult(true);
        }
    }
}
