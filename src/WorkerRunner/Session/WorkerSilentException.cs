using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>The worker said nothing for longer than <c>watchdog.silence</c> allows, and was stopped.</summary>
public sealed class WorkerSilentException : WorkerRunnerException
{
    internal WorkerSilentException(string worker, TimeSpan limit)
        : base("WorkerSilent", $"{worker} said nothing for {DurationText.Of(limit)} and was stopped.", "See its last output in the log, and whether the machine is well.")
    {
    }
}
