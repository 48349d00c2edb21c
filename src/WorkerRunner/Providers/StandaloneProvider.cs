using WorkerRunner.Interruptions;
using WorkerRunner.Metadata;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>
/// <c>standalone</c>: a worker that has its whole configuration with it, credentials included, and does not talk to worker-manager.
/// </summary>
internal sealed class StandaloneProvider : IProvider
{
    public const string TypeName = "standalone";

    public static readonly IReadOnlyList<string> Keys = [.. ConfiguredWorker.Keys, "clientID", "accessToken", "certificate"];

    public bool IsDynamicallyProvisioned => false;

    public bool MayBeCached => true;

    public IInterruptionSource? CreateInterruptionSource(ConfigSection provider, InterruptionSettings settings, MetadataAccess metadata) => null;

    public ProviderIdentity Read(ConfigSection provider, MetadataAccess metadata)
    {
        if (provider.OptionalSecret("certificate") is { } certificate && !Credentials.IsCertificate(certificate))
            provider.Fail(0, provider.Error("certificate", $"{provider.PathOf("certificate")} is not a JSON object in a string.", "Copy it as it was issued, in single quotes."));
        var credentials = new Credentials(provider.RequiredString("clientID"), provider.RequiredSecret("accessToken"), provider.OptionalSecret("certificate"));
        return ConfiguredWorker.Read(provider, TypeName, providerId: TypeName) with { Credentials = credentials };
    }

    public Task<ProviderIdentity> IdentifyAsync(ConfigSection provider, MetadataAccess metadata, CancellationToken cancellationToken) =>
        Task.FromResult(Read(provider, metadata));
}
