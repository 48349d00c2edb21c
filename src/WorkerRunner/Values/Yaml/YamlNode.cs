namespace WorkerRunner.Values.Yaml;

/// <summary>A node of a YAML document with its place in the file; aliases are already the nodes they stand for.</summary>
internal abstract record YamlNode(Position Position);

/// <summary>A scalar whose value is resolved by YAML 1.2's core schema.</summary>
internal sealed record YamlScalar(Position Position, string Text, object? Value) : YamlNode(Position);

/// <summary>A list.</summary>
internal sealed record YamlSequence(Position Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position);

/// <summary>An object: keys are unique strings, merge keys are already carried out.</summary>
internal sealed record YamlMapping(Position Position, IReadOnlyDictionary<string, YamlEntry> Entries) : YamlNode(Position);

/// <summary>One key of a mapping, with the key's own place.</summary>
internal sealed record YamlEntry(Position KeyPosition, YamlNode Value);
