namespace WorkerRunner.Taskcluster;

/// <summary>Which worker this is.</summary>
/// <param name="WorkerPoolId">The pool, for example <c>proj-example/win</c>.</param>
/// <param name="ProviderId">worker-manager's name for the provider; <c>standalone</c> for workers that it does not know.</param>
/// <param name="WorkerGroup">The group, for example a region.</param>
/// <param name="WorkerId">The worker within its group.</param>
public sealed record WorkerIdentity(string WorkerPoolId, string ProviderId, string WorkerGroup, string WorkerId)
{
    /// <summary><c>group/id</c>, as the log names a worker.</summary>
    public override string ToString() => $"{WorkerGroup}/{WorkerId}";
}
