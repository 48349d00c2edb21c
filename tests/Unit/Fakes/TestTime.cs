using System.Threading.Channels;

namespace WorkerRunner.Tests.Fakes;

/// <summary>
/// A clock that stands still until it is advanced, and tells when something began to wait for it. <see cref="RunAsync"/> lets it go by itself,
/// from one wait that is due to the next, whenever nothing else goes on.
/// </summary>
internal sealed class TestTime : TimeProvider
{
    public static readonly DateTimeOffset Origin = new(2026, 11, 23, 15, 29, 30, TimeSpan.Zero);

    private const int Spins = 30;
    private const int LooksBeforeYield = 32;

    private readonly object gate = new();
    private readonly SortedSet<Timer> pending = new(Comparer<Timer>.Create((a, b) => a.DueAt != b.DueAt ? a.DueAt.CompareTo(b.DueAt) : a.Number.CompareTo(b.Number)));
    private readonly Channel<TimeSpan> armed = Channel.CreateUnbounded<TimeSpan>();
    private readonly List<IHeededWorker> workers = [];
    private long passed;
    private long adjusted;
    private long timers;
    private TimeZoneInfo zone = TimeZoneInfo.Utc;

    public TimeSpan Elapsed => GetUtcNow() - Origin;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => zone;

    public override DateTimeOffset GetUtcNow() => Origin + TimeSpan.FromTicks(Interlocked.Read(ref passed) + Interlocked.Read(ref adjusted));

    public override long GetTimestamp() => Interlocked.Read(ref passed);

    public void SetLocalTimeZone(TimeZoneInfo local) => zone = local;

    /// <summary>Sets the wall clock; the time that has passed stays what it is.</summary>
    public void AdjustTime(DateTimeOffset value) => Interlocked.Add(ref adjusted, (value - GetUtcNow()).Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, Interlocked.Increment(ref timers), () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass; what is due then happens now, in its order.</summary>
    public void Advance(TimeSpan time)
    {
        var end = GetTimestamp() + time.Ticks;
        while (TakeDue(end) is { } timer) timer.Fire();
        lock (gate) Interlocked.Exchange(ref passed, Math.Max(passed, end));
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

    /// <summary>What a worker says and hears is seen to as well before time passes.</summary>
    public void Heed(IHeededWorker worker)
    {
        lock (gate) workers.Add(worker);
    }

    /// <summary>
    /// Lets time pass, from one wait to the next that is due, but for those that are as long as one of <paramref name="except"/>, until the
    /// task is done. That nothing else goes on is seen by the thread pool, so tests of this run by themselves (<see cref="ByItself"/>).
    /// </summary>
    public Task RunAsync(Task task, params TimeSpan[] except)
    {
        if (!Stillness.CanBeSeen) return LetPassAsync(task, except);
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                Run(task, except);
                done.SetResult(true);
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = "clock" }.Start();
        return done.Task;
    }

    /// <summary>The same for waits that run side by side, of which the order counts.</summary>
    public Task RunInOrderAsync(Task task, params TimeSpan[] except)
    {
        Assert.SkipUnless(Stillness.CanBeSeen, "The thread pool of .NET Framework does not tell what waits for it.");
        return RunAsync(task, except);
    }

    /// <summary>Lets each wait pass as it begins, which does where one comes after another.</summary>
    private async Task LetPassAsync(Task task, TimeSpan[] except)
    {
        while (true)
        {
            var next = armed.Reader.WaitToReadAsync(Test.Token).AsTask();
            if (await Task.WhenAny(task, next).Soon() == task) return;
            while (armed.Reader.TryRead(out var due))
                if (!except.Contains(due)) Advance(due);
        }
    }

    /// <summary>The same, on this thread, which is none of the pool's.</summary>
    public void Run(Task task, params TimeSpan[] except)
    {
        var moved = System.GetTimestamp();
        var looks = 0;
        while (!task.IsCompleted)
        {
            if (IsStill() && !task.IsCompleted && NextDue(except) is { } due)
            {
                Advance(TimeSpan.FromTicks(Math.Max(0, due - GetTimestamp())));
                moved = System.GetTimestamp();
            }
            else if (System.GetElapsedTime(moved) > Test.Hung)
            {
                throw new TimeoutException($"Nothing waits for the clock, or something goes on without an end, and it is not done. {Stillness.Describe()}");
            }
            else
            {
                // What the pool does takes microseconds as a rule.
                if (++looks % LooksBeforeYield == 0) Thread.Yield();
                else Thread.SpinWait(Spins);
            }
        }
    }

    /// <summary>Whoever reads what a worker says has a thread of his own, which may have given work to the pool, or got it from there, meanwhile.</summary>
    private bool IsStill()
    {
        lock (gate)
        {
            var held = workers.Sum(w => w.Held);
            return Stillness.IsNow(held, () => workers.TrueForAll(w => w.IsHeard));
        }
    }

    private long? NextDue(TimeSpan[] except)
    {
        lock (gate)
        {
            foreach (var timer in pending)
                if (!except.Contains(timer.DueTime)) return timer.DueAt;
            return null;
        }
    }

    private Timer? TakeDue(long end)
    {
        lock (gate)
        {
            if (pending.Min is not { } timer || timer.DueAt > end) return null;
            Interlocked.Exchange(ref passed, Math.Max(passed, timer.DueAt));
            timer.Rearm();
            return timer;
        }
    }

    private sealed class Timer(TestTime time, long number, Action callback) : ITimer
    {
        private TimeSpan every = Timeout.InfiniteTimeSpan;

        public long Number => number;

        public TimeSpan DueTime { get; private set; }

        /// <summary>As a timestamp.</summary>
        public long DueAt { get; private set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                every = period;
                Set(dueTime);
            }
            if (dueTime != Timeout.InfiniteTimeSpan) time.armed.Writer.TryWrite(dueTime);
            return true;
        }

        public void Rearm() => Set(every > TimeSpan.Zero ? every : Timeout.InfiniteTimeSpan);

        public void Dispose()
        {
            lock (time.gate) Set(Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Set(TimeSpan dueTime)
        {
            time.pending.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            (DueTime, DueAt) = (dueTime, time.GetTimestamp() + dueTime.Ticks);
            time.pending.Add(this);
        }
    }
}
