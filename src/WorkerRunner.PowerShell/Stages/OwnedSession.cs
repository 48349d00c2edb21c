using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Stages;

/// <summary>A worker that was started for somebody at a prompt: it is this process's, and does not outlive it where that can be helped.</summary>
internal static class OwnedSession
{
    private static readonly StopLimits Quickly = new()
    {
        Graceful = TimeSpan.FromSeconds(2),
        Interrupt = TimeSpan.FromSeconds(1),
        Kill = TimeSpan.FromSeconds(1),
    };

    private static readonly TimeSpan QuickStopLimit = TimeSpan.FromSeconds(8);

    /// <summary>Stops the worker when the process ends. Its environment stays: Wait-TaskclusterWorker may have the worker's removal still to ask for.</summary>
    public static void StopWithProcess(WorkerSession session)
    {
        var log = session.Environment.Log;
        var processEnd = new ProcessEnd(() =>
        {
            session.StopAsync(Quickly).Wait(QuickStopLimit);
            log.Flush(StageHost.LastLinesLimit);
        });
        session.Completion.ContinueWith(
            _ =>
            {
                processEnd.Dispose();
                session.Dispose();
            },
            TaskScheduler.Default);
    }

    /// <summary>Stops a worker whose session nobody will ever see, so that nobody could stop it.</summary>
    public static void Abandon(WorkerSession? session, RunEnvironment environment)
    {
        session?.StopAsync(Quickly).Wait(QuickStopLimit);
        session?.Dispose();
        environment.Dispose();
    }
}
