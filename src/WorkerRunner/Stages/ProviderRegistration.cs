using WorkerRunner.Logging;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Stages;

/// <summary>The first stage: the provider tells who we are, and worker-manager gives credentials and configuration for it.</summary>
internal sealed class ProviderRegistration(RunEnvironment environment)
{
    private const int LongestQuote = 100;

    public async Task<WorkerRun> RunAsync(RunnerConfig config, CancellationToken cancellationToken)
    {
        environment.Log.Write(Messages.ConfiguringProvider(config.ProviderType));
        var provider = ProviderCatalog.Create(config.ProviderType);
        var identity = await provider.IdentifyAsync(config.Provider, environment.Metadata, cancellationToken).ConfigureAwait(false);
        if (identity.Proof is { } proof) environment.Log.Secrets.AddAll(proof.Properties);
        RequireComplete(identity.Identity);
        var run = identity.Proof is null
            ? FromConfiguration(config, identity)
            : await RegisterAsync(config, identity, cancellationToken).ConfigureAwait(false);

        // Useful for finding the worker in log files.
        environment.Log.Write(Messages.Identified(run.Identity.ToString()));
        return run.With(RunStages.Registered);
    }

    /// <summary>
    /// What worker-manager demands is demanded before the one registration is used up (the Go program does so after it: CheckProviderResults).
    /// </summary>
    private static void RequireComplete(WorkerIdentity identity)
    {
        RequireId(identity.ProviderId, "provider ID");
        RequireId(identity.WorkerGroup, "worker group");
        RequireId(identity.WorkerId, "worker ID");
        if (!WorkerNames.IsPoolId(identity.WorkerPoolId)) throw NotAccepted(identity.WorkerPoolId, "worker pool ID", WorkerNames.PoolIdRule);
    }

    private static void RequireId(string id, string what)
    {
        if (!WorkerNames.IsId(id)) throw NotAccepted(id, what, WorkerNames.IdRule);
    }

    private static ProviderException NotAccepted(string id, string what, string rule) => new(
        id.Length == 0
            ? $"The provider gave an empty {what} for this worker. Nothing was registered."
            : $"The provider gave an invalid {what}, \"{OneLine.Of(id, LongestQuote)}\": it must be {rule}. Nothing was registered.",
        "worker-manager sets it when it creates an instance: was this one created for a worker pool?");

    private WorkerRun FromConfiguration(RunnerConfig config, ProviderIdentity identity)
    {
        var credentials = identity.Credentials ?? throw new InvalidOperationException($"Provider {config.ProviderType} gave neither proof nor credentials.");
        environment.Log.Secrets.Add(credentials, registrationSecret: null);
        return Begin(config, identity, credentials);
    }

    private async Task<WorkerRun> RegisterAsync(RunnerConfig config, ProviderIdentity identity, CancellationToken cancellationToken)
    {
        environment.Timeline.Enter(RunStep.Registration);
        environment.Log.Write(Messages.Registering(identity.Identity.ToString(), identity.Identity.WorkerPoolId, identity.RootUrl.ToString()));
        var registration = await new WorkerManager(environment.Taskcluster, identity.RootUrl)
            .RegisterAsync(identity.Identity, identity.Proof!, environment.Machine.BootTime, cancellationToken)
            .ConfigureAwait(false);
        environment.Log.Secrets.Add(registration.Credentials, registration.RegistrationSecret);

        environment.Log.Write(Messages.Registered(registration.Credentials.ClientId, registration.Expires));
        var fromProvider = ProviderWorkerConfig.Read(registration.WorkerConfig ?? identity.WorkerConfig ?? ConfigObject.Empty, config.Implementation, environment.Log);
        environment.Log.Write(Messages.MergingPoolConfig(fromProvider.Config.DescribeKeys(), fromProvider.Files.Count));
        return Begin(config, identity, registration.Credentials) with
        {
            CredentialsExpire = registration.Expires,
            RegistrationSecret = registration.RegistrationSecret,
            WorkerConfig = config.WorkerConfig.Merge(fromProvider.Config),
            Files = fromProvider.Files,
        };
    }

    private static WorkerRun Begin(RunnerConfig config, ProviderIdentity identity, Credentials credentials) => new()
    {
        Config = config,
        RootUrl = identity.RootUrl,
        Identity = identity.Identity,
        Credentials = credentials,
        ProviderMetadata = identity.Metadata,
        WorkerLocation = identity.Location,
        WorkerConfig = config.WorkerConfig,
    };
}
