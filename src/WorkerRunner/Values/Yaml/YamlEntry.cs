namespace WorkerRunner.Values.Yaml;

/// <summary>One key of a mapping, with the key's own place.</summary>
internal sealed record YamlEntry(Position KeyPosition, YamlNode Value);
