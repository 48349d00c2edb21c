namespace WorkerRunner.Bench;

/// <summary>A worker that says what it has to say and ends.</summary>
/// <param name="Script">The program.</param>
/// <param name="Config">The runner configuration that starts it.</param>
internal sealed record Worker(string Script, string Config);
