namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>A worker that was removed.</summary>
/// <param name="WorkerPoolId">The worker pool.</param>
/// <param name="WorkerGroup">The worker group.</param>
/// <param name="WorkerId">The worker's ID.</param>
public sealed record RemovedWorker(string WorkerPoolId, string WorkerGroup, string WorkerId);
