namespace WorkerRunner.Values.Yaml;

/// <summary>The values of a YAML document, without their places.</summary>
internal static class YamlTree
{
    private static readonly string[] SecretKeys = ["accessToken", "certificate", "staticSecret"];

    /// <summary>An object whose properties that are known to hold secrets are <see cref="Secret"/>.</summary>
    public static ConfigObject ToObject(YamlMapping mapping) => new(ToValues(mapping));

    private static object? ToValue(string key, YamlNode node) => ToValue(node) switch
    {
        string text when SecretKeys.Contains(key) => new Secret(text),
        var value => value,
    };

    public static object? ToValue(YamlNode node) => node switch
    {
        YamlScalar scalar => scalar.Value,
        YamlSequence sequence => new ConfigArray(ToValues(sequence)),
        YamlMapping mapping => ToObject(mapping),
        _ => throw new InvalidOperationException($"A YAML node of type {node.GetType()} has no value."),
    };

    private static IEnumerable<object?> ToValues(YamlSequence sequence)
    {
        foreach (var item in sequence.Items) yield return ToValue(item);
    }

    private static IEnumerable<KeyValuePair<string, object?>> ToValues(YamlMapping mapping)
    {
        foreach (var entry in mapping.Entries) yield return new(entry.Key, ToValue(entry.Key, entry.Value.Value));
    }
}
