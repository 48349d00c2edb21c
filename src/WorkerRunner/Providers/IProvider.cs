using WorkerRunner.Configuration;
using WorkerRunner.Interruptions;

namespace WorkerRunner.Providers;

/// <summary>Knows who this worker is, and how it proves that.</summary>
public interface IProvider
{
    /// <summary>
    /// Whether worker-manager made this instance and takes it away: then the worker is removed when it has ended.
    /// </summary>
    bool IsDynamicallyProvisioned { get; }

    /// <summary>
    /// Whether a run may be kept over restarts. It makes no sense where the worker can register anew each time.
    /// </summary>
    bool MayBeCached { get; }

    /// <summary>Where the end of this instance is announced; null where nobody announces it.</summary>
    IInterruptionSource? CreateInterruptionSource(RunnerConfig config, RunEnvironment environment);

    /// <summary>Reads what the configuration says of this worker, without asking anybody.</summary>
    /// <param name="provider">The <c>provider</c> section.</param>
    /// <param name="environment">The outside world.</param>
    /// <returns>Who it is; null where only the cloud's metadata service knows.</returns>
    /// <exception cref="RunnerConfigException">The section lacks something that the provider needs.</exception>
    ProviderIdentity? Read(ConfigSection provider, RunEnvironment environment);

    /// <summary>Finds out who this worker is.</summary>
    /// <param name="config">The runner configuration.</param>
    /// <param name="environment">The outside world.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunnerConfigException">The configuration lacks something that the provider needs.</exception>
    /// <exception cref="ProviderException">What the cloud says of this instance is not what worker-manager made it with.</exception>
    /// <exception cref="Metadata.MetadataServiceException">The cloud's metadata service does not answer.</exception>
    Task<ProviderIdentity> IdentifyAsync(RunnerConfig config, RunEnvironment environment, CancellationToken cancellationToken);
}
