using WorkerRunner.Monitoring;
using WorkerRunner.Runs;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Monitoring;

public sealed class SystemdNotifierTests : IDisposable
{
    private const string Address = "/run/systemd/notify";

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void Without_its_variable_nobody_is_told()
    {
        Assert.Null(SystemdNotifier.Create(world.Environment));
        world.Variables["NOTIFY_SOCKET"] = "somewhere";
        Assert.Null(SystemdNotifier.Create(world.Environment));
    }

    [Fact]
    public void Each_step_is_a_status_and_the_hello_makes_it_ready()
    {
        using (Create())
        {
            world.Environment.Timeline.Enter(RunStep.Registration);
            world.Environment.Timeline.Name("g/w of pool/p at https://tc.example.com");
            world.Environment.Timeline.Enter(RunStep.WaitingForHello);
            world.Environment.Timeline.Enter(RunStep.Running);
            world.Environment.Timeline.Enter(RunStep.Ending);
        }
        Assert.Equal(
            [
                "STATUS=registration",
                "STATUS=waiting for hello g/w of pool/p at https://tc.example.com",
                "READY=1\nSTATUS=running g/w of pool/p at https://tc.example.com",
                "STATUS=ending g/w of pool/p at https://tc.example.com",
                "STOPPING=1",
            ],
            Told());
    }

    [Fact]
    public void It_may_be_ready_with_the_workers_process()
    {
        using var systemd = Create();
        systemd.Began(new SystemdSettings(IsReadyAtStart: true));
        world.Environment.Timeline.Enter(RunStep.Starting);
        world.Environment.Timeline.Enter(RunStep.WaitingForHello);
        world.Environment.Timeline.Enter(RunStep.Running);
        Assert.Equal(["STATUS=starting", "READY=1\nSTATUS=waiting for hello", "STATUS=running"], Told());
    }

    [Fact]
    public void A_worker_that_ends_without_a_hello_was_ready_for_a_moment()
    {
        using var systemd = Create();
        world.Environment.Timeline.Enter(RunStep.WaitingForHello);
        world.Environment.Timeline.Enter(RunStep.Ending);
        Assert.Equal("READY=1\nSTATUS=ending", Told()[^1]);
    }

    [Fact]
    public void A_worker_that_finishes_its_tasks_is_not_stopping_for_systemd_which_would_kill_it()
    {
        using var systemd = Create();
        world.Environment.Timeline.Enter(RunStep.Running);
        world.Environment.Timeline.Enter(RunStep.Ending);
        world.Time.Advance(TimeSpan.FromHours(5));
        Assert.DoesNotContain(Told(), t => t.Contains("STOPPING", StringComparison.Ordinal));
    }

    [Fact]
    public void That_it_is_ready_is_told_until_it_is_taken()
    {
        using var systemd = Create();
        world.Machine.NotifyProblem = "Resource temporarily unavailable";
        world.Environment.Timeline.Enter(RunStep.Running);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        world.Machine.NotifyProblem = null;
        world.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(4, Told().Count(t => t == "READY=1\nSTATUS=running"));
        world.Environment.Timeline.Enter(RunStep.Ending);
        Assert.Equal("STATUS=ending", Told()[^1]);
    }

    [Fact]
    public void The_watchdog_is_fed_twice_in_its_time_and_no_longer_than_the_run()
    {
        world.Variables["WATCHDOG_USEC"] = "20000000";
        world.Variables["WATCHDOG_PID"] = "4711";
        using (Create())
        {
            world.Time.Advance(TimeSpan.FromSeconds(9));
            Assert.Empty(Told());
            world.Time.Advance(TimeSpan.FromSeconds(1));
            world.Time.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(["WATCHDOG=1", "WATCHDOG=1"], Told());
        }
        world.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(["WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"], Told());
    }

    [Theory]
    [InlineData("20000000", "1")]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public void A_watchdog_of_somebody_else_or_none_is_not_fed(string? period, string? process)
    {
        if (period is not null) world.Variables["WATCHDOG_USEC"] = period;
        if (process is not null) world.Variables["WATCHDOG_PID"] = process;
        using var systemd = Create();
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Told());
    }

    [Fact]
    public async Task A_runner_that_is_stuck_does_not_feed_it()
    {
        world.Variables["WATCHDOG_USEC"] = "20000000";
        using var systemd = Create();
        using var stuck = new ManualResetEventSlim();
        using var isHeld = new ManualResetEventSlim();
        // Whoever writes to the log holds its lock.
        world.Log.OnWrite = () =>
        {
            isHeld.Set();
            stuck.Wait(Test.Token);
        };
        var writing = Task.Run(() => world.Environment.Log.Say(WorkerRunner.Logging.LogLevel.Information, "stuck"), Test.Token);
        isHeld.Wait(Test.Token);
        var beat = new Thread(() => world.Time.Advance(TimeSpan.FromSeconds(10)));
        beat.Start();
        while ((beat.ThreadState & ThreadState.WaitSleepJoin) == 0)
        {
            Test.Token.ThrowIfCancellationRequested();
            Thread.Yield();
        }
        Assert.Empty(Told());
        stuck.Set();
        await writing.Soon();
        beat.Join();
        Assert.Equal(["WATCHDOG=1"], Told());
    }

    [Fact]
    public void What_cannot_be_told_is_said_once()
    {
        world.Machine.NotifyProblem = "No such file or directory";
        using var systemd = Create();
        world.Environment.Timeline.Enter(RunStep.Starting);
        world.Environment.Timeline.Enter(RunStep.Running);
        Assert.Single(world.Log.Lines, "systemd could not be told how the run is: No such file or directory");
    }

    private SystemdNotifier Create()
    {
        world.Variables["NOTIFY_SOCKET"] = Address;
        return SystemdNotifier.Create(world.Environment)!;
    }

    private List<string> Told()
    {
        lock (world.Machine.Notified) return [.. world.Machine.Notified.Select(n => n.Substring(Address.Length + 1))];
    }
}
