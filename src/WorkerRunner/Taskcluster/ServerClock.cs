namespace WorkerRunner.Taskcluster;

/// <summary>
/// The deployment's clock, as the Date headers of its answers tell it. Fresh virtual machines often have a wrong clock, and the services
/// refuse requests signed more than 15 minutes off. When our clock is set meanwhile, seen by the time that has really passed, what was
/// learnt does not count any more.
/// </summary>
internal sealed class ServerClock(TimeProvider time)
{
    // A Date has whole seconds, and was some time on its way.
    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(5);

    // Who says so has no clock, and to reckon with it would leave the calendar.
    private const int LastBelievedYear = 9000;

    private static readonly TimeSpan Jump = TimeSpan.FromMinutes(1);

    private volatile Reading? newest;

    /// <summary>How much the server's clock is ahead of ours; zero until it is known to differ by more than a few seconds.</summary>
    public TimeSpan Offset => newest is { } reading && !HasJumpedSince(reading) ? reading.Offset : TimeSpan.Zero;

    /// <summary>The time by the server's clock, as well as we know it.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Offset;

    /// <summary>
    /// The latest time that it may be by the server's clock, for what must not come too late: the same as <see cref="Now"/>, until our clock
    /// was set.
    /// </summary>
    public DateTimeOffset Latest
    {
        get
        {
            var now = time.GetUtcNow();
            if (newest is not { } reading) return now;
            if (!HasJumpedSince(reading)) return now + reading.Offset;
            var byOffset = now + reading.Offset;
            var byTimePassed = reading.OurTime + reading.Offset + time.GetElapsedTime(reading.Timestamp);
            var latest = byOffset > byTimePassed ? byOffset : byTimePassed;
            return latest > now ? latest : now;
        }
    }

    /// <summary>Learns from the Date header of an answer that has just come.</summary>
    /// <returns>Whether our clock is found to be wrong by a minute or more, and that was not known.</returns>
    internal bool Learn(DateTimeOffset serverNow)
    {
        if (serverNow.Year > LastBelievedYear) return false;
        var before = Offset;
        var offset = serverNow - time.GetUtcNow();
        if (offset.Duration() < Precision) offset = TimeSpan.Zero;
        newest = new Reading(offset, time.GetUtcNow(), time.GetTimestamp());
        return offset.Duration() >= Jump && (offset - before).Duration() >= Jump;
    }

    private bool HasJumpedSince(Reading reading) =>
        (time.GetUtcNow() - reading.OurTime - time.GetElapsedTime(reading.Timestamp)).Duration() > Jump;

    private sealed record Reading(TimeSpan Offset, DateTimeOffset OurTime, long Timestamp);
}
