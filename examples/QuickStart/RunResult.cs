namespace WorkerRunner.QuickStart;

/// <summary>What Start-WorkerRunner gave: its object's properties as text, or its error.</summary>
internal sealed record RunResult(string Description, string? Error);
