namespace WorkerRunner.Logging;

/// <summary>Whose words a log entry holds.</summary>
public enum LogSource
{
    /// <summary>WorkerRunner's own.</summary>
    Runner,

    /// <summary>The worker's: a line of its output, or an entry that it sent as a <c>log</c> message.</summary>
    Worker,

    /// <summary>The worker's too: a line that it wrote to stderr.</summary>
    WorkerError,
}
