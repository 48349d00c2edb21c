using WorkerRunner.Logging;

namespace WorkerRunner.Interruptions;

/// <summary>
/// Says in the log when a metadata service stops answering and when it has answered for a while again, and nothing in between: one that
/// fails every other time does not fill the log.
/// </summary>
internal sealed class WatchHealth(RunLog log, TimeProvider time, string provider)
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(1);

    private readonly object gate = new();
    private readonly HashSet<string> ill = [];
    private bool saidIll;
    private long wellSince;

    public void Failed(string signal, string problem)
    {
        lock (gate)
        {
            ill.Add(signal);
            if (saidIll) return;
            saidIll = true;
            log.Write(Messages.WatchFails(provider, signal, problem));
        }
    }

    public void Succeeded(string signal)
    {
        lock (gate)
        {
            if (!saidIll) return;
            if (ill.Remove(signal)) wellSince = time.GetTimestamp();
            if (ill.Count > 0 || time.GetElapsedTime(wellSince) < AWhile) return;
            saidIll = false;
            log.Write(Messages.WatchWorksAgain(provider));
        }
    }
}
