using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions.Google;

/// <summary>
/// A value that the service answers with when it changes, as its ETag tells, or after a minute in any case. Should the service answer at once
/// time and again, there is a pause, so that it is not asked without end.
/// </summary>
internal sealed class HangingGet(MetadataClient metadata, TimeProvider time, string path)
{
    private const string NoETagYet = "0";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(70);
    private static readonly TimeSpan TooSoon = TimeSpan.FromSeconds(1);

    private string etag = NoETagYet;
    private bool answeredAtOnce;

    /// <summary>How long to wait before the next call.</summary>
    public TimeSpan Pause { get; private set; }

    public async Task<string> NextAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var query = $"?wait_for_change=true&last_etag={Uri.EscapeDataString(etag)}&timeout_sec=60";
        var answer = await metadata.GetOnceAsync(GoogleMetadata.PathOf(path) + query, Limit, cancellationToken).ConfigureAwait(false);
        var atOnce = time.GetElapsedTime(start) < TooSoon;
        Pause = atOnce && answeredAtOnce ? TooSoon : TimeSpan.Zero;
        answeredAtOnce = atOnce;
        etag = answer.ETag ?? NoETagYet;
        return (answer.ValueOrNull ?? "").Trim();
    }
}
