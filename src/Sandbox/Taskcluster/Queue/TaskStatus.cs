namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>A task as it was at a moment.</summary>
/// <param name="TaskId">The task's ID.</param>
/// <param name="TaskQueueId">Its task queue, which is the worker pool.</param>
/// <param name="Name">Its name in its metadata.</param>
/// <param name="State">pending, running, completed, failed or exception: that of its newest run.</param>
/// <param name="RetriesLeft">How often it is tried again where a worker fails it.</param>
/// <param name="Runs">Its runs so far.</param>
public sealed record TaskStatus(
    string TaskId, string TaskQueueId, string Name, string State, int RetriesLeft, IReadOnlyList<TaskRun> Runs)
{
    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsResolved => State is "completed" or "failed" or "exception";

    /// <summary>Why its newest run ended; null while it has not.</summary>
    public string? Reason => Runs[^1].ReasonResolved;
}
