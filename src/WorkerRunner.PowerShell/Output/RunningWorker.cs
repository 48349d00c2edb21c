using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Output;

/// <summary>What somebody who waits for a worker gets to see of it.</summary>
internal static class RunningWorker
{
    /// <summary>That it runs, and how long ago it said something: <c>generic-worker (process 1143) runs, task output 12 s ago</c>.</summary>
    public static string Describe(WorkerSession session, SessionLog log)
    {
        if (session.HasEnded) return $"{session.Worker} has ended; its last words and requests are seen to";
        if (log.LastOutput is not { } last) return $"{session.Worker} runs, no output yet";
        return $"{session.Worker} runs, task output {DurationText.Of(TimeSpan.FromSeconds(Math.Round((session.Environment.Time.GetLocalNow() - last).TotalSeconds)))} ago";
    }
}
