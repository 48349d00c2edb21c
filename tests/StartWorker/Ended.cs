namespace WorkerRunner.StartWorker.Tests;

/// <summary>How start-worker ended, and all it said.</summary>
internal sealed record Ended(int ExitCode, string Output, string Log)
{
    public IReadOnlyList<string> LogLines => Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string LastLine => LogLines[^1];
}
