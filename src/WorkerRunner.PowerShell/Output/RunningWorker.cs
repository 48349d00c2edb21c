using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Output;

/// <summary>What somebody who waits for a worker gets to see of it.</summary>
internal static class RunningWorker
{
    /// <summary>That it runs, and how long ago it said something: <c>generic-worker (process 1143) is running, task output 12 s ago</c>.</summary>
    public static string Describe(TaskclusterWorker worker, SessionLog log)
    {
        if (worker is WorkerSession { HasEnded: true }) return $"{worker.Worker} has ended; finishing its last output and requests";
        if (log.LastOutput is not { } last) return $"{worker.Worker} is running, no output yet";
        return $"{worker.Worker} is running, task output {DurationText.Of(TimeSpan.FromSeconds(Math.Round((DateTimeOffset.Now - last).TotalSeconds)))} ago";
    }
}
