namespace WorkerRunner.Sandbox.Recording;

/// <summary>The requests to all services of a sandbox.</summary>
internal sealed class RequestJournal
{
    private long arrived;

    /// <summary>Raised when a request has arrived.</summary>
    public event Action<RecordedRequest>? Arrived;

    /// <summary>Raised after a request is recorded as answered or dropped.</summary>
    public event Action<RecordedRequest>? Recorded;

    /// <summary>Requests as they arrive, before anything but a delay is done about them.</summary>
    public RequestLog Arrivals { get; } = new();

    /// <summary>Requests that are answered or dropped.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>The number of the request that arrives next.</summary>
    public long NextNumber() => Interlocked.Increment(ref arrived);

    /// <summary>Records that a request has arrived.</summary>
    public void Arrive(RecordedRequest request)
    {
        Arrivals.Add(request);
        Arrived?.Invoke(request);
    }

    /// <summary>Records how a request ended.</summary>
    public void Record(RecordedRequest request)
    {
        Requests.Add(request);
        Recorded?.Invoke(request);
    }
}
