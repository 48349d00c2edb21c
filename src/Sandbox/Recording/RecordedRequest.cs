namespace WorkerRunner.Sandbox.Recording;

/// <summary>A request as the sandbox saw it.</summary>
public sealed record RecordedRequest
{
    /// <summary>Counts the requests of a sandbox as they arrive, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The service it was sent to, one of <see cref="ServiceName"/>.</summary>
    public required string Service { get; init; }

    /// <summary>When it had arrived whole, by the sandbox's time without skew.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>The request target exactly as it was on the wire, with its query, nothing un-escaped.</summary>
    public required string Target { get; init; }

    /// <summary>The headers; names ignore case, values of repeated headers are joined by ", ".</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as UTF-8 text, empty when there was none.</summary>
    public required string Body { get; init; }

    /// <summary>The status answered; null while unanswered, or when the connection was dropped instead.</summary>
    public int? Status { get; init; }

    /// <summary>How long it took to be answered or dropped, by the sandbox's time; null before.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The <c>id</c> of the Hawk header, believed or not; null without one.</summary>
    public string? ClientId { get; init; }

    /// <summary>The <c>ext</c> of the Hawk header, base64 decoded: JSON text; null without one, or when it is no base64.</summary>
    public string? HawkExt { get; init; }

    /// <summary>The same, answered or dropped.</summary>
    internal RecordedRequest Ended(int? status, DateTimeOffset at) => this with { Status = status, Duration = at - Time };
}
