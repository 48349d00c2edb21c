using WorkerRunner.Network;
using WorkerRunner.Retrying;

namespace WorkerRunner.Metadata;

/// <summary>What a metadata service answered.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="Text">The body, as it came.</param>
/// <param name="ETag">What names this version of the value; null where the service gives none.</param>
/// <param name="RetryAfter">How long the service asks to be left alone; null where it says nothing of that.</param>
internal sealed record MetadataAnswer(int StatusCode, string Text, string? ETag, TimeSpan? RetryAfter = null) : IAnswer
{
    /// <summary>Whether there is such a value.</summary>
    public bool Found => StatusCode is >= 200 and < 300;

    /// <summary>The value; null where there is none.</summary>
    public string? ValueOrNull => Found ? Text : null;

    bool IAnswer.IsSuccess => Found;

    /// <summary>404 means absent; of the other refusals only these may be over by the next attempt.</summary>
    public bool IsTransient => StatusCode is 401 or 410 or 429 or >= 500;

    public Prospect Prospect => Prospect.Open;

    public string Summary => $"status {StatusCode}.";
}
