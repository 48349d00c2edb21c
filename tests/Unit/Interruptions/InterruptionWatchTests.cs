using WorkerRunner.Interruptions;
using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Interruptions;

[Collection(ByItself.Name)]
public sealed class InterruptionWatchTests : IDisposable
{
    private static readonly MetadataServiceException Ill = new("The service is ill.", advice: null);

    private readonly World world = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Interruption> reported = [];

    public void Dispose()
    {
        stop.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task An_event_that_stays_is_reported_once()
    {
        await WatchAsync(Signal(i => i < 2 ? [] : [ScriptedSignal.Event("e")], looks: 50));
        Assert.Equal("e", Assert.Single(reported).EventId);
    }

    [Fact]
    public async Task Two_events_at_once_are_both_reported()
    {
        await WatchAsync(Signal(_ => [ScriptedSignal.Event("e1"), ScriptedSignal.Event("e2")], looks: 3));
        Assert.Equal(["e1", "e2"], reported.Select(r => r.EventId));
    }

    [Fact]
    public async Task An_event_that_vanishes_and_comes_again_is_still_the_same()
    {
        await WatchAsync(Signal(i => i % 2 == 0 ? [ScriptedSignal.Event("e")] : [], looks: 9));
        Assert.Single(reported);
    }

    [Fact]
    public async Task The_same_name_of_another_kind_is_another_event()
    {
        await WatchAsync(Signal(_ => [ScriptedSignal.Event("e", "spot"), ScriptedSignal.Event("e", "rebalance")], looks: 2));
        Assert.Equal(2, reported.Count);
    }

    [Fact]
    public async Task An_event_for_another_machine_is_reported_as_that()
    {
        await WatchAsync(Signal(_ => [ScriptedSignal.Event("e") with { IsForThisInstance = false }], looks: 2));
        Assert.False(Assert.Single(reported).IsForThisInstance);
    }

    [Fact]
    public async Task Every_signal_is_watched_for_itself()
    {
        var endless = new ScriptedSignal("hangs", async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return [];
        });
        await WatchAsync(endless, Signal(_ => [ScriptedSignal.Event("e")], looks: 5));
        Assert.Single(reported);
        Assert.Equal(1, endless.Looks);
    }

    [Fact]
    public async Task Between_looks_there_is_the_signals_own_pause()
    {
        var times = new List<TimeSpan>();
        await WatchAsync(Signal(_ => Note(times), looks: 4));
        Assert.Equal([0, 7, 14, 21], times.Select(t => t.TotalSeconds));
    }

    [Fact]
    public async Task An_ill_service_is_asked_ever_more_seldom_but_always_again()
    {
        var times = new List<TimeSpan>();
        await WatchAsync(Signal(i => Note(times, i is 7 ? null : Ill), looks: 10));
        Assert.Equal([0, 1, 3, 7, 15, 30, 45, 60, 67, 68], times.Select(t => t.TotalSeconds));
    }

    [Fact]
    public async Task Pauses_stay_bounded_however_long_a_service_is_ill()
    {
        var times = new List<TimeSpan>();
        await WatchAsync(Signal(_ => Note(times, Ill), looks: 3000));
        Assert.Equal(TimeSpan.FromSeconds(15), times[^1] - times[^2]);
    }

    [Fact]
    public async Task An_event_is_seen_after_the_service_was_ill()
    {
        await WatchAsync(Signal(i => i < 20 ? throw Ill : [ScriptedSignal.Event("e")], looks: 21));
        Assert.Single(reported);
    }

    public static TheoryData<Exception> Troubles() =>
    [
        new FormatException("garbage"), new InvalidOperationException("strange"), new ArgumentException("stranger"), new OverflowException("strangest"),
    ];

    [Theory]
    [MemberData(nameof(Troubles), DisableDiscoveryEnumeration = true)]
    public async Task No_trouble_ends_the_watch(Exception trouble)
    {
        await WatchAsync(Signal(i => i < 3 ? throw trouble : [ScriptedSignal.Event("e")], looks: 4));
        Assert.Single(reported);
        Assert.Contains(trouble.Message, world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_ill_is_said_once()
    {
        await WatchAsync(Signal(i => i is > 0 and < 100 ? throw Ill : [], looks: 100));
        Assert.Equal("Watching for interruptions of test (signal) fails and is retried: The service is ill.", Assert.Single(world.Log.Lines));
    }

    [Fact]
    public async Task A_service_that_is_well_again_is_said_once()
    {
        await WatchAsync(Signal(i => i is 2 or 3 ? throw Ill : [], looks: 100));
        Assert.Equal("Watching for interruptions of test works again", world.Log.Lines[1]);
        Assert.Equal(2, world.Log.Lines.Count);
    }

    [Fact]
    public async Task A_service_that_ails_in_two_signals_is_said_once()
    {
        await WatchAsync(
            new ScriptedSignal("one", i => i is 2 or 3 ? throw Ill : []),
            Signal(i => i is 2 or 3 ? throw Ill : [], looks: 100));
        Assert.Equal(2, world.Log.Lines.Count);
    }

    [Fact]
    public async Task A_service_that_fails_every_other_time_does_not_fill_the_log()
    {
        await WatchAsync(Signal(i => i % 2 == 0 ? throw Ill : [], looks: 10_000));
        Assert.InRange(world.Log.Lines.Count, 1, 10);
    }

    [Fact]
    public async Task A_week_of_watching_reports_each_event_once_and_says_little()
    {
        // A day well, then an hour ill, and a new event each hour that stays for two hours.
        var hour = TimeSpan.FromHours(1);
        var signal = new ScriptedSignal("signal", _ =>
        {
            if (world.Time.Elapsed >= TimeSpan.FromDays(7)) stop.Cancel();
            var hours = (int)(world.Time.Elapsed / hour);
            if (hours % 25 == 24) throw Ill;
            return [ScriptedSignal.Event($"e{hours}"), ScriptedSignal.Event($"e{hours + 1}")];
        })
        {
            Pause = TimeSpan.FromSeconds(10),
        };
        var watch = RunAsync(signal);
        await world.Time.RunAsync(watch);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
        Assert.Equal(reported.Count, reported.Select(r => r.EventId).Distinct().Count());
        Assert.InRange(reported.Count, 160, 170);
        Assert.Equal(12, world.Log.Lines.Count);
        Assert.InRange(signal.Looks, 50_000, 70_000);
    }

    [Fact]
    public void Only_the_newest_events_are_remembered()
    {
        var seen = new SeenInterruptions();
        for (var i = 0; i <= 1000; i++) Assert.True(seen.Add(ScriptedSignal.Event($"e{i}")));
        Assert.False(seen.Add(ScriptedSignal.Event("e1000")));
        Assert.False(seen.Add(ScriptedSignal.Event("e1")));
        Assert.True(seen.Add(ScriptedSignal.Event("e0")));
    }

    [Fact]
    public async Task Stopping_ends_a_look_and_a_pause_at_once()
    {
        var watch = RunAsync(new ScriptedSignal("pauses", _ => []));
        await world.Time.ArmedAsync(TimeSpan.FromSeconds(7));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.Soon());
    }

    [Fact]
    public async Task Looking_once_gives_what_is_new()
    {
        var watch = new InterruptionWatch(
            world.Environment.Log, world.Environment.Time, new ScriptedSource(new ScriptedSignal("a", _ => [ScriptedSignal.Event("e1")]), new ScriptedSignal("b", i => [ScriptedSignal.Event($"b{i}")])));
        Assert.Equal(["e1", "b0"], (await watch.LookOnceAsync(Test.Token).Soon()).Select(i => i.EventId));
        Assert.Equal(["b1"], (await watch.LookOnceAsync(Test.Token).Soon()).Select(i => i.EventId));
    }

    private IReadOnlyList<Interruption> Note(List<TimeSpan> times, Exception? trouble = null)
    {
        times.Add(world.Time.Elapsed);
        return trouble is null ? [] : throw trouble;
    }

    /// <summary>A signal whose last look ends the watch.</summary>
    private ScriptedSignal Signal(Func<int, IReadOnlyList<Interruption>> look, int looks) => new("signal", i =>
    {
        if (i == looks - 1) stop.Cancel();
        return look(i);
    });

    private Task RunAsync(params IInterruptionSignal[] signals) => new InterruptionWatch(world.Environment.Log, world.Environment.Time, new ScriptedSource(signals)).RunAsync(
        i =>
        {
            lock (reported) reported.Add(i);
        },
        stop.Token);

    private async Task WatchAsync(params IInterruptionSignal[] signals)
    {
        var watch = RunAsync(signals);
        await world.Time.RunAsync(watch);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }
}
