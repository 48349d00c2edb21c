namespace WorkerRunner.Sandbox.Clouds;

/// <summary>Something that a person can have the cloud do.</summary>
/// <param name="Name">What to type.</param>
/// <param name="Help">What it does.</param>
/// <param name="Do">Does it.</param>
internal sealed record CloudCommand(string Name, string Help, Action Do);
