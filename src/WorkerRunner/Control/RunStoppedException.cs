using WorkerRunner.Values;

namespace WorkerRunner.Control;

/// <summary>Another process stopped the run before its worker had started.</summary>
public sealed class RunStoppedException : WorkerRunnerException
{
    internal RunStoppedException(string who)
        : base("RunStopped", $"Stopped before the worker was started, as {who} asked.")
    {
    }
}
