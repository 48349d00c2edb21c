using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>What worker-manager gives a worker that it knows.</summary>
/// <param name="Credentials">The worker's credentials.</param>
/// <param name="Expires">When they stop working.</param>
/// <param name="RegistrationSecret">For the next reregistration, once; null from servers before v31.</param>
/// <param name="WorkerConfig">The pool's worker configuration as it came; null where none came, as always from reregisterWorker.</param>
internal sealed record Registration(Credentials Credentials, DateTimeOffset Expires, Secret? RegistrationSecret, ConfigObject? WorkerConfig);

/// <summary>
/// The proof of a worker's identity: registerWorker's <c>workerIdentityProof</c>, whose properties depend on the provider. Each is sent
/// byte for byte.
/// </summary>
/// <param name="Properties">For example <c>{"staticSecret": …}</c>.</param>
internal sealed record IdentityProof(ConfigObject Properties);
