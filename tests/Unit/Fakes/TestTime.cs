using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A clock that stands still until it is advanced, and tells when something began to wait for it.</summary>
internal sealed class TestTime : FakeTimeProvider
{
    public static readonly DateTimeOffset Origin = new(2026, 11, 23, 15, 29, 30, TimeSpan.Zero);

    // Real time: so long nothing has to begin to wait for all that was woken to be taken for waiting again.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(50);

    private readonly Channel<TimeSpan> armed = Channel.CreateUnbounded<TimeSpan>();
    private readonly List<WatchedTimer> pending = [];
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
        var timer = new WatchedTimer(this);
        timer.Start(base.CreateTimer(s => timer.Fire(callback, s), state, dueTime, period), dueTime);
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

    /// <summary>
    /// The same where waits run side by side: time passes from one wait to the next that is due, but for those that are as long as one of
    /// <paramref name="except"/>.
    /// </summary>
    public async Task RunInOrderAsync(Task task, params TimeSpan[] except)
    {
        while (true)
        {
            while (await ArmsAgainAsync(task, Quiet))
            {
            }
            if (task.IsCompleted) return;
            if (NextDue(except) is { } due) Advance(TimeSpan.FromTicks(Math.Max(0, due - GetTimestamp())));
            else if (!await ArmsAgainAsync(task, Test.Hung) && !task.IsCompleted) throw new TimeoutException("Nothing waits for the clock, and it is not done.");
        }
    }

    private async Task<bool> ArmsAgainAsync(Task task, TimeSpan within)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Test.Token);
        limit.CancelAfter(within);
        var next = armed.Reader.WaitToReadAsync(limit.Token).AsTask();
        await Task.WhenAny(task, next);
        if (task.IsCompleted || next.IsCanceled) return false;
        while (armed.Reader.TryRead(out _))
        {
        }
        return true;
    }

    private long? NextDue(TimeSpan[] except)
    {
        lock (pending)
            return pending.Where(t => !except.Contains(t.DueTime)).Select(t => (long?)t.DueAt).Min();
    }

    private void Say(TimeSpan dueTime)
    {
        if (dueTime != Timeout.InfiniteTimeSpan) armed.Writer.TryWrite(dueTime);
    }

    private sealed class WatchedTimer(TestTime time) : ITimer
    {
        private ITimer? timer;

        public TimeSpan DueTime { get; private set; }

        /// <summary>As a timestamp.</summary>
        public long DueAt { get; private set; }

        public void Start(ITimer started, TimeSpan dueTime)
        {
            timer = started;
            Wait(dueTime);
        }

        public void Fire(TimerCallback callback, object? state)
        {
            lock (time.pending) time.pending.Remove(this);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer!.Change(dueTime, period);
            Wait(dueTime);
            return changed;
        }

        public void Dispose()
        {
            lock (time.pending) time.pending.Remove(this);
            timer?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Wait(TimeSpan dueTime)
        {
            lock (time.pending)
            {
                time.pending.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    (DueTime, DueAt) = (dueTime, time.GetTimestamp() + dueTime.Ticks);
                    time.pending.Add(this);
                }
            }
            time.Say(dueTime);
        }
    }
}
