namespace WorkerRunner.Values.Yaml;

/// <summary>An object: keys are unique strings, merge keys are already carried out.</summary>
internal sealed record YamlMapping(Position Position, IReadOnlyDictionary<string, YamlEntry> Entries) : YamlNode(Position);
