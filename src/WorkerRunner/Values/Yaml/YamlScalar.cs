namespace WorkerRunner.Values.Yaml;

/// <summary>A scalar whose value is resolved by YAML 1.2's core schema.</summary>
internal sealed record YamlScalar(Position Position, string Text, object? Value) : YamlNode(Position);
