using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Output;

/// <summary>What somebody who waits for a worker gets to see of it.</summary>
internal static class RunningWorker
{
    /// <summary>That it runs, and how long ago it said something: <c>generic-worker (process 1143) is running, task output 12 s ago</c>.</summary>
    public static string Describe(WorkerSession session, SessionLog log)
    {
        if (session.HasEnded) return $"{session.Worker} has ended; finishing its last output and requests";
        if (log.LastOutput is not { } last) return $"{session.Worker} is running, no output yet";
        return $"{session.Worker} is running, task output {DurationText.Of(TimeSpan.FromSeconds(Math.Round((session.Environment.Time.GetLocalNow() - last).TotalSeconds)))} ago";
    }
}
