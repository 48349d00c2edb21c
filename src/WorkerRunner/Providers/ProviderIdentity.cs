using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>What a provider found out.</summary>
internal sealed record ProviderIdentity
{
    /// <summary>The Taskcluster deployment.</summary>
    public required RootUrl RootUrl { get; init; }

    /// <summary>Which worker this is.</summary>
    public required WorkerIdentity Identity { get; init; }

    /// <summary>What registerWorker wants as proof; null where the worker does not register and has <see cref="Credentials"/> instead.</summary>
    public IdentityProof? Proof { get; init; }

    /// <summary>Credentials that the configuration itself holds; null where registerWorker gives them.</summary>
    public Credentials? Credentials { get; init; }

    /// <summary>Worker configuration that the instance was made with; it counts where registerWorker gives none, as before v29.</summary>
    public ConfigObject? WorkerConfig { get; init; }

    /// <summary>See <see cref="WorkerRun.ProviderMetadata"/>.</summary>
    public ConfigObject Metadata { get; init; } = ConfigObject.Empty;

    /// <summary>See <see cref="WorkerRun.WorkerLocation"/>.</summary>
    public required ConfigObject Location { get; init; }
}
