namespace WorkerRunner.Session;

/// <summary>Waits by the wall clock: a timer stands still while the machine hibernates.</summary>
internal static class WallClock
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    // What is shorter is no time for a timer.
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(1);

    /// <summary>Sleeps until it is time to look at the clock again.</summary>
    public static Task NapAsync(TimeProvider time, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left > LongestSleep) left = LongestSleep;
        return time.Delay(left > ShortestSleep ? left : ShortestSleep, cancellationToken);
    }

    /// <summary>Sleeps until nothing is left, looking at the clock at least once a minute.</summary>
    /// <param name="time">What timers run on.</param>
    /// <param name="left">How much is left by the wall clock.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task SleepAsync(TimeProvider time, Func<TimeSpan> left, CancellationToken cancellationToken)
    {
        while (left() is var remaining && remaining > TimeSpan.Zero)
            await NapAsync(time, remaining, cancellationToken).ConfigureAwait(false);
    }
}
