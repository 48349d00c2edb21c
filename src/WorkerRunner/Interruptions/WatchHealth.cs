namespace WorkerRunner.Interruptions;

/// <summary>
/// Says in the log when a metadata service stops answering and when it has answered for a while again, and nothing in between: one that
/// fails every other time does not fill the log.
/// </summary>
internal sealed class WatchHealth(RunEnvironment environment, string provider)
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(1);

    private readonly object gate = new();
    private readonly HashSet<string> ill = [];
    private bool saidIll;
    private long wellSince;

    public void Failed(string lookout, string problem)
    {
        lock (gate)
        {
            ill.Add(lookout);
            if (saidIll) return;
            saidIll = true;
            environment.Log.Warning($"Watching for interruptions of {provider} ({lookout}) meets difficulties and goes on: {problem}");
        }
    }

    public void Succeeded(string lookout)
    {
        lock (gate)
        {
            if (!saidIll) return;
            if (ill.Remove(lookout)) wellSince = environment.Time.GetTimestamp();
            if (ill.Count > 0 || environment.Time.GetElapsedTime(wellSince) < AWhile) return;
            saidIll = false;
            environment.Log.Information($"Watching for interruptions of {provider} works again");
        }
    }
}
