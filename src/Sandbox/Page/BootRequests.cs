namespace WorkerRunner.Sandbox.Page;

/// <summary>The requests that a new page gets: the newest ones, and of each worker those of its boot. Not thread-safe.</summary>
internal sealed class BootRequests(int mostNewest)
{
    private const int MostOfBoot = 40;
    private const int MostWorkers = 500;

    private readonly SortedDictionary<long, PageRequest> newest = [];
    private readonly Dictionary<string, SortedDictionary<long, PageRequest>> boots = new(StringComparer.Ordinal);

    /// <summary>Adds a request, or replaces it by what has become of it.</summary>
    public void Set(PageRequest request)
    {
        newest[request.Number] = request;
        if (newest.Count > mostNewest)
            newest.Remove(newest.Keys.First());
        if (request.Worker is { } worker && BootOf(worker) is { } boot && (boot.Count < MostOfBoot || boot.ContainsKey(request.Number)))
            boot[request.Number] = request;
    }

    /// <summary>All of them, as they arrived.</summary>
    public IEnumerable<PageRequest> InOrder() =>
        boots.Values.SelectMany(boot => boot.Values).Concat(newest.Values).DistinctBy(request => request.Number).OrderBy(request => request.Number);

    private SortedDictionary<long, PageRequest>? BootOf(string worker)
    {
        if (boots.TryGetValue(worker, out var boot) || boots.Count == MostWorkers)
            return boot;
        return boots[worker] = [];
    }
}
