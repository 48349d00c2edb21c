using WorkerRunner.Protocol;
using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class RunningDutiesTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_duty_that_an_error_ended_which_nobody_thought_of_is_begun_again()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        var duty = new ScriptedDuty((begun, _) => begun < 3 ? throw new InvalidOperationException($"strange {begun}") : Task.CompletedTask);
        var duties = new RunningDuties(session, [duty]);
        await world.Time.RunInOrderAsync(duty.Done);
        Assert.Equal(TimeSpan.FromSeconds(20), world.Time.Elapsed);
        Assert.Equal(2, world.Log.Lines.Count(l => l.StartsWith("This is an error in WorkerRunner itself; please report it: ScriptedDuty ended, and is begun again: ", StringComparison.Ordinal)));
        await duties.EndAsync().Soon();
    }

    [Fact]
    public async Task The_end_of_the_session_ends_a_duty_and_the_pause_before_it_is_begun_again()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        var failing = new ScriptedDuty((_, _) => throw new InvalidOperationException("strange"));
        var patient = new ScriptedDuty((_, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, stopping));
        var duties = new RunningDuties(session, [failing, patient]);
        await world.Log.SaidAsync("ScriptedDuty ended, and is begun again");
        await duties.EndAsync().Soon();
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    private sealed class ScriptedDuty(Func<int, CancellationToken, Task> work) : IDuty
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
