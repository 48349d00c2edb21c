namespace WorkerRunner.Sandbox.Scenes;

/// <summary>Something that a scene expected, and what happened.</summary>
/// <param name="Expected">What was expected.</param>
/// <param name="Happened">What happened.</param>
/// <param name="IsMet">Whether that is what was expected.</param>
public sealed record Expectation(string Expected, string Happened, bool IsMet);
