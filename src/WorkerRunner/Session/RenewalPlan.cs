namespace WorkerRunner.Session;

/// <summary>When credentials are to be renewed, and when their worker is told to end if they could not be.</summary>
/// <param name="Due">The first attempt.</param>
/// <param name="TellAt">Nobody tries any longer: a worker's end and its removal have to fit in before the expiry.</param>
internal readonly record struct RenewalPlan(DateTimeOffset Due, DateTimeOffset TellAt)
{
    // Reference page worker-protocol.md, "Credentials".
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(5);

    /// <summary>Workers that booted together do not renew together; what lives less than three quarters of an hour is renewed later for that.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromMinutes(10);

    /// <summary>For the worker to give its tasks back and to end, and for its removal, which takes credentials that still work.</summary>
    private static readonly TimeSpan LongestReserve = TimeSpan.FromMinutes(2);

    // Of a life of a few minutes.
    private const double ShareOfReserve = 0.25;

    /// <summary>The plan for credentials.</summary>
    /// <param name="now">The time.</param>
    /// <param name="expire">When they expire, or expired.</param>
    /// <param name="random">From 0 to 1.</param>
    public static RenewalPlan Make(DateTimeOffset now, DateTimeOffset expire, double random)
    {
        var left = expire - now;
        return new RenewalPlan(now + Delay(left, random), expire - Reserve(left));
    }

    /// <summary>In what time credentials are to be renewed that expire in the time <paramref name="left"/>.</summary>
    /// <param name="left">Less than nothing where they have expired.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan Delay(TimeSpan left, double random)
    {
        // As long again as the reserve is left for attempts.
        var latest = left - Reserve(left) - Reserve(left);
        if (latest <= TimeSpan.Zero) return TimeSpan.Zero;
        var first = Later(AtLeast, left - BeforeExpiry - Spread);
        var last = Later(AtLeast + Spread, left - BeforeExpiry);
        if (first > latest) first = latest;
        if (last > latest) last = latest;
        return last - Multiply(last - first, random);
    }

    /// <summary>How long before the expiry the worker is told to end.</summary>
    public static TimeSpan Reserve(TimeSpan left)
    {
        if (left <= TimeSpan.Zero) return TimeSpan.Zero;
        var share = Multiply(left, ShareOfReserve);
        return share < LongestReserve ? share : LongestReserve;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Multiply(TimeSpan time, double factor) => TimeSpan.FromTicks((long)(time.Ticks * factor));
}
