using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A clock that stands still until it is advanced, and tells when something began to wait for it.</summary>
internal sealed class TestTime : FakeTimeProvider
{
    public static readonly DateTimeOffset Origin = new(2026, 11, 23, 15, 29, 30, TimeSpan.Zero);

    private readonly Channel<TimeSpan> armed = Channel.CreateUnbounded<TimeSpan>();
    private TimeSpan adjusted;

    public TestTime()
        : base(Origin)
    {
    }

    public TimeSpan Elapsed => GetUtcNow() - Origin;

    /// <summary>Sets the wall clock; the time that has passed stays what it is.</summary>
    public new void AdjustTime(DateTimeOffset value)
    {
        adjusted += value - GetUtcNow();
        base.AdjustTime(value);
    }

    public override long GetTimestamp() => base.GetTimestamp() - adjusted.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Say(dueTime);
        return timer;
    }

    /// <summary>Waits until something waits for <paramref name="dueTime"/>, then lets that time pass.</summary>
    public async Task PassAsync(TimeSpan dueTime)
    {
        await ArmedAsync(dueTime);
        Advance(dueTime);
    }

    /// <summary>Waits until something waits for <paramref name="dueTime"/>.</summary>
    public async Task ArmedAsync(TimeSpan dueTime)
    {
        while (await armed.Reader.ReadAsync(Test.Token).AsTask().Soon() != dueTime)
        {
        }
    }

    /// <summary>Lets each wait pass as it begins, but those that are as long as one of <paramref name="except"/>, until the task is done.</summary>
    public async Task RunAsync(Task task, params TimeSpan[] except)
    {
        while (true)
        {
            var next = armed.Reader.WaitToReadAsync(Test.Token).AsTask();
            if (await Task.WhenAny(task, next).Soon() == task) return;
            while (armed.Reader.TryRead(out var due))
                if (!except.Contains(due)) Advance(due);
        }
    }

    private void Say(TimeSpan dueTime)
    {
        if (dueTime != Timeout.InfiniteTimeSpan) armed.Writer.TryWrite(dueTime);
    }

    private sealed class WatchedTimer(TestTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            time.Say(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
