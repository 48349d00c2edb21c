using WorkerRunner.Logging;

namespace WorkerRunner.Interruptions;

/// <summary>Says in the log when a metadata service stops answering and when it answers again, and nothing in between.</summary>
internal sealed class WatchHealth(RunLog log, string provider)
{
    private readonly object gate = new();
    private readonly HashSet<string> ill = [];

    public void Failed(string lookout, string problem)
    {
        lock (gate)
        {
            if (!ill.Add(lookout) || ill.Count > 1) return;
            log.Warning($"Watching for interruptions of {provider} ({lookout}) meets difficulties and goes on: {problem}");
        }
    }

    public void Succeeded(string lookout)
    {
        lock (gate)
        {
            if (ill.Remove(lookout) && ill.Count == 0) log.Information($"Watching for interruptions of {provider} works again");
        }
    }
}
