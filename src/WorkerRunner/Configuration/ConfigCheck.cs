using WorkerRunner.Machine;
using WorkerRunner.Metadata;
using WorkerRunner.Providers;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Configuration;

/// <summary>Finds all that is wrong with a runner configuration at once, by the rules of a run, and changes nothing.</summary>
internal sealed class ConfigCheck(RunEnvironment environment)
{
    // A check answers a person: what does not answer at once is a problem.
    private static readonly RetryLimits OneAttempt = new() { Total = TimeSpan.Zero, Attempt = TimeSpan.FromSeconds(10) };

    private readonly List<string> @checked = [];

    /// <summary>What the last check looked at, as a person calls it.</summary>
    public IReadOnlyList<string> Checked => @checked;

    /// <summary>Checks a file.</summary>
    /// <param name="path">The file; relative paths start at the environment's base directory.</param>
    /// <param name="online">Whether Taskcluster (10 s at most) and the cloud's metadata service (2 s) are asked for an answer.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The problems, in the order of the file.</returns>
    public async Task<IReadOnlyList<ConfigProblem>> RunAsync(string path, bool online, CancellationToken cancellationToken)
    {
        var problems = new ConfigProblems(collectsErrors: true);
        @checked.Clear();
        try
        {
            var config = RunnerConfigReader.Read(path, environment, mayTighten: _ => false, problems);
            @checked.AddRange(["permissions", "keys and values"]);
            var identity = CheckProvider(config);
            CheckLogging(config);
            CheckWorker(config);
            if (online) await CheckOnlineAsync(config, identity, cancellationToken).ConfigureAwait(false);
        }
        catch (RunnerConfigException e)
        {
            problems.Report(e);
        }
        return problems.All;
    }

    private ProviderIdentity? CheckProvider(RunnerConfig config)
    {
        if (config.ProviderType.Length == 0) return null;
        ProviderIdentity? identity = null;
        config.File.Try("provider", () => identity = ProviderCatalog.Create(config.ProviderType).Read(config.Provider, environment.Metadata));
        @checked.Add($"provider {config.ProviderType}");
        if (config.CacheOverRestarts is { } cache)
        {
            @checked.Add("the path of the restart cache");
            RestartCache.Check(config.File, config.ProviderType);
            FilePlace.Check(config.File, "cacheOverRestarts", cache, environment.Surroundings);
        }
        return identity;
    }

    private void CheckLogging(RunnerConfig config)
    {
        foreach (var destination in config.Logging)
        {
            destination.Check(environment.Surroundings);
            @checked.Add($"log destination {destination.Implementation}");
        }
    }

    private void CheckWorker(RunnerConfig config)
    {
        if (config.Implementation.Length == 0) return;
        config.File.Try("worker", () => WorkerCatalog.Create(config.Implementation).Check(config.Worker, new WorkerHost(environment)));
        @checked.Add($"worker {config.Implementation}");
    }

    private async Task CheckOnlineAsync(RunnerConfig config, ProviderIdentity? identity, CancellationToken cancellationToken)
    {
        var provider = config.Provider;
        @checked.Add(identity is null ? $"the metadata service of {config.ProviderType}" : $"{identity.RootUrl}");
        try
        {
            if (identity?.RootUrl is { } rootUrl)
                await new WorkerManager(environment.Taskcluster, rootUrl, OneAttempt).PingAsync(cancellationToken).ConfigureAwait(false);
            else if (CloudDetection.Clouds.Contains(config.ProviderType)
                && !await new CloudDetection(environment.Metadata).AnswersAsync(config.ProviderType, provider, cancellationToken).ConfigureAwait(false))
                provider.Fail(0, provider.Error("providerType", $"The metadata service does not answer like that of {config.ProviderType}.", "Is this machine in that cloud?"));
        }
        catch (TaskclusterException e)
        {
            provider.Fail(0, provider.Error("rootURL", e.Message, e.Advice));
        }
        catch (MetadataServiceException e)
        {
            provider.Fail(0, provider.Error("providerType", e.Message, e.Advice));
        }
    }
}
