using WorkerRunner.Interruptions;
using WorkerRunner.Metadata;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>Knows who this worker is, and how it proves that.</summary>
internal interface IProvider
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
    IInterruptionSource? CreateInterruptionSource(ConfigSection provider, InterruptionSettings settings, MetadataAccess metadata);

    /// <summary>Reads what the configuration says of this worker, without asking anybody.</summary>
    /// <param name="provider">The <c>provider</c> section.</param>
    /// <param name="metadata">How a cloud's metadata service is asked.</param>
    /// <returns>Who it is; null where only the cloud's metadata service knows.</returns>
    /// <exception cref="RunnerConfigException">The section lacks something that the provider needs.</exception>
    ProviderIdentity? Read(ConfigSection provider, MetadataAccess metadata);

    /// <summary>Finds out who this worker is.</summary>
    /// <param name="provider">The <c>provider</c> section.</param>
    /// <param name="metadata">How a cloud's metadata service is asked.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunnerConfigException">The configuration lacks something that the provider needs.</exception>
    /// <exception cref="ProviderException">What the cloud says of this instance is not what worker-manager made it with.</exception>
    /// <exception cref="Metadata.MetadataServiceException">The cloud's metadata service does not answer.</exception>
    Task<ProviderIdentity> IdentifyAsync(ConfigSection provider, MetadataAccess metadata, CancellationToken cancellationToken);
}
