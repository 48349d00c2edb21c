using System.Globalization;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace WorkerRunner.Retrying;

/// <summary>Tries a request again and again within <see cref="RetryLimits"/>, and says every failed attempt in the log.</summary>
/// <param name="environment">Clock and log.</param>
/// <param name="limits">How long, and how often.</param>
internal sealed class RetryPipeline(RunEnvironment environment, RetryLimits limits)
{
    private readonly Random random = new();

    /// <summary>Makes attempts until one is final, or the limits are reached; then gives the last answer or throws the last error.</summary>
    /// <param name="what">What is tried, for the log.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<T> RunAsync<T>(string what, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
        where T : IAnswer
    {
        var start = environment.Time.GetTimestamp();
        var pipeline = new ResiliencePipelineBuilder<IAnswer> { TimeProvider = environment.Time }
            .AddRetry(new RetryStrategyOptions<IAnswer>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = o => new ValueTask<bool>(environment.Time.GetElapsedTime(start) < limits.Total && IsWorthAnother(o.Outcome)),
                DelayGenerator = o => new ValueTask<TimeSpan?>(Shorter(
                    limits.PauseAfter(o.AttemptNumber, NextRandom()), limits.Total - environment.Time.GetElapsedTime(start))),
                OnRetry = o =>
                {
                    Say(what, o.AttemptNumber + 1, o.Outcome, o.RetryDelay, limits.Total - environment.Time.GetElapsedTime(start));
                    return default;
                },
            })
            .AddTimeout(limits.Attempt)
            .Build();
        return (T)await pipeline.ExecuteAsync(async token => await attempt(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether an error means that no answer came, so that another attempt may get one.</summary>
    public static bool IsNetworkError(Exception? error) => error is HttpRequestException or IOException or TimeoutRejectedException;

    /// <summary>What kept an answer from coming, in one sentence.</summary>
    public string Describe(Exception error) => error switch
    {
        TimeoutRejectedException => $"no answer within {limits.Attempt.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.",
        _ => (error.InnerException ?? error).Message.TrimEnd('.') + ".",
    };

    private static bool IsWorthAnother(Outcome<IAnswer> outcome) =>
        outcome.Exception is { } error ? IsNetworkError(error) : outcome.Result!.IsTransient;

    private void Say(string what, int attempt, Outcome<IAnswer> outcome, TimeSpan pause, TimeSpan left)
    {
        var why = outcome.Exception is { } error ? Describe(error) : outcome.Result!.Summary;
        environment.Log.Warning(string.Format(
            CultureInfo.InvariantCulture,
            "{0}: attempt {1} failed: {2} Trying again in {3:F1} s, for up to {4:F0} s more.",
            what, attempt, why, pause.TotalSeconds, Math.Max(0, left.TotalSeconds)));
    }

    /// <summary>The last attempt begins with the last moment, not a pause later.</summary>
    private static TimeSpan Shorter(TimeSpan pause, TimeSpan left) => left < pause ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : pause;

    private double NextRandom()
    {
        lock (random) return random.NextDouble();
    }
}
