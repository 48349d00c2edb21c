using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>What the standalone and static providers read alike from their section: everything is written there.</summary>
internal static class ConfiguredWorker
{
    public static readonly string[] Keys = ["rootURL", "workerPoolID", "workerGroup", "workerID", "providerMetadata", "workerLocation"];

    public static ProviderIdentity Read(ConfigSection provider, string cloud, string providerId) => new()
    {
        RootUrl = ReadRootUrl(provider),
        Identity = new WorkerIdentity(
            ReadPoolId(provider), providerId, ReadId(provider, "workerGroup"), ReadId(provider, "workerID")),
        Metadata = provider.OptionalObject("providerMetadata"),
        Location = ReadLocation(provider, cloud),
    };

    private static RootUrl ReadRootUrl(ConfigSection provider)
    {
        var text = provider.RequiredString("rootURL");
        return RootUrl.TryParse(text, out var rootUrl)
            ? rootUrl!
            : provider.Fail<RootUrl>(null!, provider.Error("rootURL", $"{provider.PathOf("rootURL")} is {RootUrl.Not}.", "Include the scheme: https://taskcluster.example.com"));
    }

    /// <summary>The ID of a provider, a group or a worker.</summary>
    public static string ReadId(ConfigSection provider, string key)
    {
        var id = provider.RequiredString(key);
        return WorkerNames.IsId(id) ? id : provider.Fail(id, provider.Error(key, $"{provider.PathOf(key)} is not {WorkerNames.IdRule}."));
    }

    private static string ReadPoolId(ConfigSection provider)
    {
        const string Key = "workerPoolID";
        var id = provider.RequiredString(Key);
        return WorkerNames.IsPoolId(id) ? id : provider.Fail(id, provider.Error(Key, $"{provider.PathOf(Key)} is not {WorkerNames.PoolIdRule}."));
    }

    /// <summary>The cloud's name, unless the configuration gives another, and what else it gives.</summary>
    private static ConfigObject ReadLocation(ConfigSection provider, string cloud)
    {
        var own = provider.OptionalStrings("workerLocation").Select(e => new KeyValuePair<string, object?>(e.Key, e.Value));
        return new ConfigObject([new("cloud", cloud), .. own]);
    }
}
