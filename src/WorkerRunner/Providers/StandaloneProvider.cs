using WorkerRunner.Configuration;
using WorkerRunner.Interruptions;
using WorkerRunner.Taskcluster;

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

    public IInterruptionSource? CreateInterruptionSource(RunnerConfig config, RunEnvironment environment) => null;

    public ProviderIdentity Read(ConfigSection provider, RunEnvironment environment)
    {
        if (provider.OptionalSecret("certificate") is { } certificate && !Credentials.IsCertificate(certificate))
            provider.Fail(0, provider.Error("certificate", $"{provider.PathOf("certificate")} is not a JSON object as text.", "Copy it as it was issued, in single quotes."));
        var credentials = new Credentials(provider.RequiredString("clientID"), provider.RequiredSecret("accessToken"), provider.OptionalSecret("certificate"));
        return ConfiguredWorker.Read(provider, TypeName, providerId: TypeName) with { Credentials = credentials };
    }

    public Task<ProviderIdentity> IdentifyAsync(RunnerConfig config, RunEnvironment environment, CancellationToken cancellationToken) =>
        Task.FromResult(Read(config.Provider, environment));
}
