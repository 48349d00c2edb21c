using WorkerRunner.Network;

namespace WorkerRunner.Retrying;

/// <summary>
/// How long a call is tried: network errors, 429 and 5xx again and again, nothing else (the Go client's policy, reference
/// <c>taskcluster.md</c>).
/// </summary>
internal sealed record RetryLimits
{
    /// <summary>The pause before the second attempt; each later one is <see cref="Growth"/> times as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>By how much pauses grow.</summary>
    public double Growth { get; init; } = 1.5;

    /// <summary>By how much, of itself, a pause is longer or shorter at random, so that a fleet does not knock all at once.</summary>
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

    /// <summary>The pause after attempt <paramref name="attempt"/> (from 0), with <paramref name="random"/> from 0 to 1.</summary>
    internal TimeSpan PauseAfter(int attempt, double random)
    {
        var seconds = Math.Min(FirstPause.TotalSeconds * Math.Pow(Growth, attempt), LongestPause.TotalSeconds);
        return TimeSpan.FromSeconds(Math.Min(seconds * (1 + Spread * (2 * random - 1)), LongestPause.TotalSeconds));
    }
}
