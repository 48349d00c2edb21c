using WorkerRunner.Values;

namespace WorkerRunner.Workers;

/// <summary>The worker could not be started.</summary>
public sealed class WorkerStartException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("WorkerNotStarted", message, advice, inner);
