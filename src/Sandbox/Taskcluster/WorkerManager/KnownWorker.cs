namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>A worker as worker-manager knew it at a moment.</summary>
/// <param name="Name">Pool, group and ID.</param>
/// <param name="WorkerId">The worker's ID within its group.</param>
/// <param name="ProviderId">The provider that is responsible for it.</param>
/// <param name="HasRegistered">Whether it has registered.</param>
/// <param name="IsStopped">Whether it has been removed or has stopped.</param>
/// <param name="CredentialsExpire">When its newest credentials expire; null before its registration.</param>
internal sealed record KnownWorker(
    string Name, string WorkerId, string ProviderId, bool HasRegistered, bool IsStopped, DateTimeOffset? CredentialsExpire);
