using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>
/// The proof of a worker's identity: registerWorker's <c>workerIdentityProof</c>, whose properties depend on the provider. Each is sent
/// byte for byte.
/// </summary>
/// <param name="Properties">For example <c>{"staticSecret": …}</c>.</param>
internal sealed record IdentityProof(ConfigObject Properties);
