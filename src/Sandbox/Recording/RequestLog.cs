namespace WorkerRunner.Sandbox.Recording;

/// <summary>Requests in their order, to look at and to wait for.</summary>
internal sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<RecordedRequest> requests = [];
    private TaskCompletionSource changed = NewSignal();

    /// <summary>What is there now.</summary>
    public IReadOnlyList<RecordedRequest> Snapshot()
    {
        lock (gate)
            return requests.ToArray();
    }

    /// <summary>Adds a request and wakes those who wait.</summary>
    public void Add(RecordedRequest request)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            requests.Add(request);
            signal = changed;
            changed = NewSignal();
        }
        signal.SetResult();
    }

    /// <summary>The first request that fits, from those already there or those to come.</summary>
    public async Task<RecordedRequest> WaitAsync(Func<RecordedRequest, bool> predicate, CancellationToken cancellationToken)
    {
        for (var seen = 0; ;)
        {
            var (batch, next) = Since(seen);
            if (batch.FirstOrDefault(predicate) is { } found)
                return found;
            seen += batch.Count;
            await next.WaitAsync(cancellationToken);
        }
    }

    private (List<RecordedRequest> Batch, Task Next) Since(int seen)
    {
        lock (gate)
            return (requests[seen..], changed.Task);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
