using WorkerRunner.Interruptions;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary><c>static</c>: a worker that was created in worker-manager by hand and shares a secret with it.</summary>
internal sealed class StaticProvider : IProvider
{
    public const string TypeName = "static";

    public static readonly IReadOnlyList<string> Keys = [.. ConfiguredWorker.Keys, "providerID", "staticSecret"];

    public bool IsDynamicallyProvisioned => false;

    /// <summary>No: it can register as often as it starts.</summary>
    public bool MayBeCached => false;

    public IInterruptionSource? CreateInterruptionSource(ConfigSection provider, InterruptionSettings settings, MetadataAccess metadata) => null;

    public ProviderIdentity Read(ConfigSection provider, MetadataAccess metadata)
    {
        var secret = provider.RequiredSecret("staticSecret");
        if (!WorkerNames.IsStaticSecret(secret))
        {
            provider.Fail(0, provider.Error(
                "staticSecret", $"{provider.PathOf("staticSecret")} is not {WorkerNames.StaticSecretRule}.", "Copy it whole from the worker's entry in worker-manager."));
        }
        var proof = new IdentityProof(ConfigObject.Empty.Set("staticSecret", secret));
        return ConfiguredWorker.Read(provider, TypeName, ConfiguredWorker.ReadId(provider, "providerID")) with { Proof = proof };
    }

    public Task<ProviderIdentity> IdentifyAsync(ConfigSection provider, MetadataAccess metadata, CancellationToken cancellationToken) =>
        Task.FromResult(Read(provider, metadata));
}
