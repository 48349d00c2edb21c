namespace WorkerRunner.Sandbox.Recording;

/// <summary>The requests to all services of a sandbox.</summary>
internal sealed class RequestJournal
{
    /// <summary>Raised after a request is recorded as answered or dropped.</summary>
    public event Action<RecordedRequest>? Recorded;

    /// <summary>Requests as they arrive, before anything but a delay is done about them.</summary>
    public RequestLog Arrivals { get; } = new();

    /// <summary>Requests that are answered or dropped.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Records how a request ended.</summary>
    public void Record(RecordedRequest request)
    {
        Requests.Add(request);
        Recorded?.Invoke(request);
    }
}
