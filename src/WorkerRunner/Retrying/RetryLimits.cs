using WorkerRunner.Network;

namespace WorkerRunner.Retrying;

/// <summary>
/// How long a call is tried: network errors, 429 and 5xx again and again, nothing else (the Go client's policy, reference
/// <c>taskcluster.md</c>).
/// </summary>
internal sealed record RetryLimits
{
    /// <summary>
    /// The longest pause before the second attempt; each later one is <see cref="Growth"/> times as long. Of a fleet that boots at once, no machine
    /// asks twice in one second (docs/fleet.md).
    /// </summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>By how much pauses grow.</summary>
    public double Growth { get; init; } = 1.5;

    /// <summary>By how much, of itself, a pause is shorter at random, so that a fleet does not knock all at once.</summary>
    public double Spread { get; init; } = 0.5;

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>No attempt begins later than this after the first one.</summary>
    public TimeSpan Total { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The same where another attempt hardly helps: an authority that this machine does not trust, a certificate for another host.</summary>
    public TimeSpan TotalWherePoor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An attempt without an answer is given up after this.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No attempt begins later than this after the first one, where it has that prospect.</summary>
    internal TimeSpan TotalFor(Prospect prospect) => prospect switch
    {
        Prospect.Open => Total,
        Prospect.Poor => TotalWherePoor < Total ? TotalWherePoor : Total,
        _ => TimeSpan.Zero,
    };

    /// <summary>The pause after attempt <paramref name="attempt"/> (from 0).</summary>
    /// <param name="attempt">Which one it was.</param>
    /// <param name="random">From 0 to 1.</param>
    /// <param name="retryAfter">
    /// How long the service asked to be left alone, which is the same for a whole fleet: what comes on top of it grows with it.
    /// </param>
    internal TimeSpan PauseAfter(int attempt, double random, TimeSpan? retryAfter = null)
    {
        var longest = Math.Min(FirstPause.TotalSeconds * Math.Pow(Growth, attempt), LongestPause.TotalSeconds);
        var pause = longest * (1 - Spread * (1 - random));
        if (retryAfter is not { } asked) return TimeSpan.FromSeconds(pause);
        var share = Math.Min(asked.TotalSeconds, LongestPause.TotalSeconds) * random;
        return asked + TimeSpan.FromSeconds(Math.Max(pause, share));
    }
}
