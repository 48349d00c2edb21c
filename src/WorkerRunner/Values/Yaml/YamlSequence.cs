namespace WorkerRunner.Values.Yaml;

/// <summary>A list.</summary>
internal sealed record YamlSequence(Position Position, IReadOnlyList<YamlNode> Items) : YamlNode(Position);
