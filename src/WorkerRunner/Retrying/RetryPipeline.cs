using Polly;
using Polly.Retry;
using Polly.Timeout;
using WorkerRunner.Logging;
using WorkerRunner.Network;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Retrying;

/// <summary>Tries a request again and again within <see cref="RetryLimits"/>, and says every failed attempt in the log.</summary>
/// <param name="http">Clock, log and chance.</param>
/// <param name="limits">How long, and how often.</param>
internal sealed class RetryPipeline(HttpAccess http, RetryLimits limits)
{
    private const int LongestSummary = 500;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(1);

    /// <summary>Makes attempts until one is final, or the limits are reached; then gives the last answer or throws the last error.</summary>
    /// <param name="service">Who is asked.</param>
    /// <param name="what">What is tried, for the log.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<T> RunAsync<T>(string service, string what, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
        where T : IAnswer
    {
        var start = http.Time.GetTimestamp();
        TimeSpan Left(Outcome<IAnswer> outcome) => limits.TotalFor(ProspectOf(outcome)) - http.Time.GetElapsedTime(start);
        var pipeline = new ResiliencePipelineBuilder<IAnswer> { TimeProvider = http.Time }
            .AddRetry(new RetryStrategyOptions<IAnswer>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = o => new ValueTask<bool>(IsWorthAnother(o.Outcome) && Left(o.Outcome) > TimeSpan.Zero),
                DelayGenerator = o => new ValueTask<TimeSpan?>(Shorter(
                    limits.PauseAfter(o.AttemptNumber, http.NextRandom(), o.Outcome.Result?.RetryAfter), Left(o.Outcome))),
                OnRetry = o =>
                {
                    Say(what, o.AttemptNumber + 1, o.Outcome, o.RetryDelay, Left(o.Outcome));
                    return default;
                },
            })
            .AddTimeout(limits.Attempt)
            .Build();
        var request = http.Timeline.Begin(service, what);
        var outcome = TimelineOutcome.Failed;
        try
        {
            var answer = (T)await pipeline.ExecuteAsync(
                async token =>
                {
                    request.Attempt();
                    return await attempt(token).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
            if (!answer.IsTransient) outcome = answer.IsSuccess ? TimelineOutcome.Succeeded : TimelineOutcome.Refused;
            return answer;
        }
        finally
        {
            request.End(outcome);
        }
    }

    /// <summary>Whether an error means that no answer came that can be used, so that another attempt may get one.</summary>
    public static bool IsNetworkError(Exception? error) => error is HttpRequestException or TimeoutRejectedException;

    /// <summary>What kept an answer from coming, in one sentence.</summary>
    public string Describe(Exception error) =>
        error is TimeoutRejectedException ? $"no answer within {DurationText.Of(limits.Attempt)}." : error.Message;

    private static bool IsWorthAnother(Outcome<IAnswer> outcome) =>
        outcome.Exception is { } error ? IsNetworkError(error) : outcome.Result!.IsTransient;

    private static Prospect ProspectOf(Outcome<IAnswer> outcome) =>
        outcome.Exception is { } error ? (error as NoAnswerException)?.Prospect ?? Prospect.Open : outcome.Result!.Prospect;

    private void Say(string what, int attempt, Outcome<IAnswer> outcome, TimeSpan pause, TimeSpan left)
    {
        var why = outcome.Exception is { } error ? Describe(error) : OneLine.Of(http.Log.Secrets.Mask(outcome.Result!.Summary), LongestSummary);
        var patience = ProspectOf(outcome) == Prospect.Open ? "more" : "more only, as that rarely helps";
        http.Log.Write(Messages.AttemptFailed(what, attempt, why, pause, left, patience));
    }

    /// <summary>The last attempt begins with the last moment, not a pause later. A timer knows whole milliseconds: less would be no pause at all.</summary>
    private static TimeSpan Shorter(TimeSpan pause, TimeSpan left) => left >= pause ? pause : left > ShortestPause ? left : ShortestPause;
}
