using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>Makes provider metadata: what is absent on an instance is just not there.</summary>
internal static class MetadataTree
{
    public static ConfigObject Of(params (string Name, string? Value)[] entries) =>
        new(entries.Where(e => !string.IsNullOrEmpty(e.Value)).Select(e => new KeyValuePair<string, object?>(e.Name, e.Value)));
}
