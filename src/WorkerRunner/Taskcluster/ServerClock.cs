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

    // Until an answer has come our clock as it was at the start counts: it may be set meanwhile.
    private volatile Reading newest = new(TimeSpan.Zero, time.GetUtcNow(), time.GetTimestamp());
    private volatile bool isKnown;

    /// <summary>Whether an answer has told it.</summary>
    public bool IsKnown => isKnown;

    /// <summary>How much the server's clock is ahead of ours; zero until it is known to differ by more than a few seconds.</summary>
    public TimeSpan Offset => newest is var reading && HasJumpedSince(reading) ? TimeSpan.Zero : reading.Offset;

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
            var (now, reading) = (time.GetUtcNow(), newest);
            if (!HasJumpedSince(reading)) return now + reading.Offset;
            var byOffset = now + reading.Offset;
            var byTimePassed = ByTimePassed(reading);
            var latest = byOffset > byTimePassed ? byOffset : byTimePassed;
            return latest > now ? latest : now;
        }
    }

    /// <summary>
    /// The earliest time that it may be by the server's clock, for what must not come too soon: the same as <see cref="Now"/>, until our clock
    /// was set.
    /// </summary>
    public DateTimeOffset Earliest => newest is var reading && HasJumpedSince(reading) ? ByTimePassed(reading) : Now;

    /// <summary>Learns from the Date header of an answer that has just come.</summary>
    /// <returns>Whether our clock is found to be wrong by a minute or more, and that was not known.</returns>
    internal bool Learn(DateTimeOffset serverNow)
    {
        if (serverNow.Year > LastBelievedYear) return false;
        var before = Offset;
        var offset = serverNow - time.GetUtcNow();
        if (offset.Duration() < Precision) offset = TimeSpan.Zero;
        newest = new Reading(offset, time.GetUtcNow(), time.GetTimestamp());
        isKnown = true;
        return offset.Duration() >= Jump && (offset - before).Duration() >= Jump;
    }

    private bool HasJumpedSince(Reading reading) =>
        (time.GetUtcNow() - reading.OurTime - time.GetElapsedTime(reading.Timestamp)).Duration() > Jump;

    private DateTimeOffset ByTimePassed(Reading reading) => reading.OurTime + reading.Offset + time.GetElapsedTime(reading.Timestamp);

    private sealed record Reading(TimeSpan Offset, DateTimeOffset OurTime, long Timestamp);
}
