namespace WorkerRunner.Session;

/// <summary>
/// How long a removal waits after an interruption: a cloud takes thousands of instances away at once, and their workers all end within a second or
/// two. A removal that nobody else asks for at the same time is not worth the wait.
/// </summary>
internal static class RemovalSpread
{
    /// <summary>Late enough to spread a wave, early enough that worker-manager provides the replacements soon.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>For the removal itself, before the instance is taken away.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait.</summary>
    /// <param name="left">How long the instance still is there; null where nobody said.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan Wait(TimeSpan? left, double random)
    {
        var room = left is { } known ? TimeSpan.FromTicks((known - Reserve).Ticks / 2) : Longest;
        if (room <= TimeSpan.Zero) return TimeSpan.Zero;
        return TimeSpan.FromSeconds((room < Longest ? room : Longest).TotalSeconds * random);
    }
}
