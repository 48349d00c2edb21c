namespace WorkerRunner.Values.Yaml;

/// <summary>A node of a YAML document with its place in the file; aliases are already the nodes they stand for.</summary>
internal abstract record YamlNode(Position Position);
