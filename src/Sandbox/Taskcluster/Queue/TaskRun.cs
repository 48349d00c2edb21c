namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>A run of a task, with the words of the queue's API.</summary>
/// <param name="RunId">Counts the runs of the task from 0.</param>
/// <param name="State">pending, running, completed, failed or exception.</param>
/// <param name="ReasonCreated">scheduled, retry, task-retry or exception.</param>
/// <param name="Scheduled">When it was made.</param>
public sealed record TaskRun(int RunId, string State, string ReasonCreated, DateTimeOffset Scheduled)
{
    /// <summary>completed, failed, or why it ended as an exception: worker-shutdown, claim-expired and the like; null before its end.</summary>
    public string? ReasonResolved { get; init; }

    /// <summary>The claiming worker's group; null before.</summary>
    public string? WorkerGroup { get; init; }

    /// <summary>The claiming worker's ID; null before.</summary>
    public string? WorkerId { get; init; }

    /// <summary>When the claim expires; null before it.</summary>
    public DateTimeOffset? TakenUntil { get; init; }

    /// <summary>When it was claimed; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? Resolved { get; init; }
}
