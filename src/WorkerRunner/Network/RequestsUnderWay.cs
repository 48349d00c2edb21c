namespace WorkerRunner.Network;

/// <summary>What is asked at present, how often it was tried, and how many attempts were repeated in all.</summary>
internal sealed class RequestsUnderWay
{
    private readonly object gate = new();
    private readonly List<Request> requests = [];
    private long retries;

    /// <summary>How many attempts failed and were followed by another one.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>What is asked for the longest time; null where nothing is.</summary>
    public (string What, int Attempt)? Oldest
    {
        get
        {
            lock (gate) return requests.Count == 0 ? null : (requests[0].What, requests[0].Attempt);
        }
    }

    /// <summary>Something is asked, until that is disposed of.</summary>
    /// <param name="what">What, for people.</param>
    public Request Begin(string what)
    {
        var request = new Request(this, what);
        lock (gate) requests.Add(request);
        return request;
    }

    /// <summary>A request, with all its attempts.</summary>
    internal sealed class Request(RequestsUnderWay all, string what) : IDisposable
    {
        private volatile int attempt = 1;

        public string What => what;

        /// <summary>Which attempt is made, or comes after the pause; the first one is 1.</summary>
        public int Attempt => attempt;

        /// <summary>It is tried again.</summary>
        public void Retry(int next)
        {
            attempt = next;
            Interlocked.Increment(ref all.retries);
        }

        public void Dispose()
        {
            lock (all.gate) all.requests.Remove(this);
        }
    }
}
