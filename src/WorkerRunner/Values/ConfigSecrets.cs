namespace WorkerRunner.Values;

/// <summary>Finds and marks the secrets in a configuration tree.</summary>
internal static class ConfigSecrets
{
    /// <summary>Every secret in the tree.</summary>
    public static IEnumerable<Secret> Secrets(this ConfigObject config) => In(config);

    /// <summary>The tree with each string among <paramref name="texts"/> as a <see cref="Secret"/>.</summary>
    public static ConfigObject WithSecrets(this ConfigObject config, ISet<string> texts) => (ConfigObject)Mark(config, texts)!;

    private static IEnumerable<Secret> In(object? value) => value switch
    {
        Secret secret => [secret],
        ConfigObject o => o.Values.SelectMany(In),
        ConfigArray a => a.SelectMany(In),
        _ => [],
    };

    private static object? Mark(object? value, ISet<string> texts) => value switch
    {
        string text when texts.Contains(text) => new Secret(text),
        ConfigObject o => new ConfigObject(o.Select(e => new KeyValuePair<string, object?>(e.Key, Mark(e.Value, texts)))),
        ConfigArray a => new ConfigArray(a.Select(i => Mark(i, texts))),
        _ => value,
    };
}
