using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Workers;

/// <summary>What generic-worker and docker-worker want alike from a run, under names of their own.</summary>
internal static class WorkerSettings
{
    /// <summary>Copies provider metadata, where present, to the settings that are named for them.</summary>
    public static ConfigObject FromMetadata(ConfigObject config, WorkerRun run, IReadOnlyList<(string Setting, string Metadata)> names)
    {
        foreach (var (setting, metadata) in names)
            if (run.ProviderMetadata.TryGetValue(metadata, out var value)) config = config.Set(setting, value);
        return config;
    }

    /// <summary>Says in the log which of these settings the provider has no metadata for.</summary>
    public static void SayMissing(WorkerRun run, RunLog log, IReadOnlyList<(string Setting, string Metadata)> names)
    {
        var missing = new List<string>();
        foreach (var (setting, metadata) in names)
            if (!run.ProviderMetadata.TryGetValue(metadata, out _)) missing.Add(setting);
        if (missing.Count > 0) log.Write(Messages.MetadataMissing(string.Join(", ", missing)));
    }

    /// <summary>The settings that have the same name for both.</summary>
    public static ConfigObject FromIdentity(ConfigObject config, WorkerRun run)
    {
        // Both are given the location as a JSON string, not as an object; its keys are sorted, as the Go runner writes them.
        var pool = run.Identity.WorkerPoolId;
        var slash = pool.IndexOf('/');
        if (slash < 0)
            throw new WorkerStartException($"The worker pool ID \"{pool}\" has no slash; the worker needs <provisionerId>/<workerType>.");
        return config
            .Set("workerLocation", ConfigJson.ToText(Sorted(run.WorkerLocation), SecretText.Revealed))
            .Set("provisionerId", pool.Substring(0, slash))
            .Set("workerType", pool.Substring(slash + 1))
            .Set("workerGroup", run.Identity.WorkerGroup)
            .Set("workerId", run.Identity.WorkerId);
    }

    private static ConfigObject Sorted(ConfigObject location)
    {
        var sorted = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var entry in location) sorted[entry.Key] = entry.Value;
        return new ConfigObject(sorted);
    }

    /// <summary>The credentials, below a prefix; a certificate that belongs to others is taken out.</summary>
    public static ConfigObject FromCredentials(ConfigObject config, Credentials credentials, string prefix)
    {
        config = config.Set(prefix + "clientId", credentials.ClientId).Set(prefix + "accessToken", credentials.AccessToken);
        var certificate = prefix + "certificate";
        return credentials.Certificate is null ? config.Remove(ConfigObject.Split(certificate)) : config.Set(certificate, credentials.Certificate);
    }
}
