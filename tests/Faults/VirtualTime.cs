namespace WorkerRunner.Faults.Tests;

/// <summary>
/// Time that stands still while anything is going on, and jumps to the next timer when nothing is: 15 minutes of retries take as
/// long as their requests. Whoever runs something under it calls <see cref="PassWhileIdleAsync"/>.
/// </summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    // A thread of the pool that is busy for longer is one that waits.
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(25);

    // How much longer than it is late itself a machine is waited for, and how much of that is forgotten with each look.
    private const double Margin = 2;
    private const double Memory = 0.9;

    private readonly Lock gate = new();
    private readonly PriorityQueue<(Timer Timer, long Version), long> due = new();
    private long now = start.UtcTicks;
    private long activity;
    private int leastBusy = int.MaxValue;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Changes whenever a timer is set or fires.</summary>
    public long Activity => Interlocked.Read(ref activity);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref now), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass until something has ended.</summary>
    /// <param name="running">What is to end.</param>
    /// <param name="progress">Changes while anything outside of this clock goes on.</param>
    /// <param name="patience">How long, in real time, nothing must change before the clock jumps; longer on a machine that is late itself.</param>
    /// <param name="limit">The real time after which it is taken for hanging.</param>
    public async Task PassWhileIdleAsync(Task running, Func<long> progress, Func<TimeSpan> patience, TimeSpan limit)
    {
        var (began, changed, quiet, looked, seen) = (System.GetTimestamp(), System.GetTimestamp(), System.GetTimestamp(), System.GetTimestamp(), -1L);
        var lateness = TimeSpan.Zero;
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(1))) != running)
        {
            if (System.GetElapsedTime(began) > limit)
                throw new TimeoutException($"It hangs: after {limit.TotalSeconds} s of real time it is {GetUtcNow():u}, {GetUtcNow() - start} on.");
            // What was late just now may be so again, for a while.
            lateness = Longer(System.GetElapsedTime(looked), lateness * Memory);
            looked = System.GetTimestamp();
            var state = progress() + Activity;
            if (state != seen)
                (seen, changed, quiet) = (state, System.GetTimestamp(), System.GetTimestamp());
            else if (IsPoolAtWork() && System.GetElapsedTime(changed) < Longer(LongestWork, lateness * Margin))
                quiet = System.GetTimestamp();
            else if (System.GetElapsedTime(quiet) >= Longer(patience(), lateness * Margin))
                Jump();
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>Whether the thread pool does anything, be it for another run; threads that have always been busy wait for something.</summary>
    private bool IsPoolAtWork()
    {
        ThreadPool.GetMaxThreads(out var all, out _);
        ThreadPool.GetAvailableThreads(out var free, out _);
        leastBusy = Math.Min(leastBusy, all - free);
        return ThreadPool.PendingWorkItemCount > 0 || all - free > leastBusy;
    }

    private void Jump()
    {
        Timer timer;
        lock (gate)
        {
            (Timer Timer, long Version) next;
            do
            {
                if (!due.TryDequeue(out next, out var time))
                    return;
                timer = next.Timer;
                if (timer.Version == next.Version)
                    Interlocked.Exchange(ref now, Math.Max(now, time));
            }
            while (timer.Version != next.Version);
            timer.Rearm();
        }
        Interlocked.Increment(ref activity);
        // Not on this thread: what the timer wakes may take long.
        ThreadPool.UnsafeQueueUserWorkItem(static one => one.Fire(), timer, preferLocal: false);
    }

    private sealed class Timer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan every;

        /// <summary>Tells a setting that counts from those that were replaced.</summary>
        public long Version { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                every = period;
                Set(dueTime);
            }
            Interlocked.Increment(ref time.activity);
            return true;
        }

        public void Rearm() => Set(every > TimeSpan.Zero ? every : Timeout.InfiniteTimeSpan);

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (time.gate)
                Set(Timeout.InfiniteTimeSpan);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Set(TimeSpan wait)
        {
            Version++;
            if (wait >= TimeSpan.Zero)
                time.due.Enqueue((this, Version), time.now + wait.Ticks);
        }
    }
}
