using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>
/// What a log destination is given, with secrets masked already. It lives only as long as the call that passes it: a destination copies
/// what it keeps.
/// </summary>
public readonly ref struct LogEntry
{
    /// <summary>When it was said.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Who said it.</summary>
    public LogSource Source { get; init; }

    /// <summary>The number of a message of the runner, as docs/messages.md lists them; 0 for the worker's words.</summary>
    internal int EventId { get; init; }

    /// <summary>How long took what a message of the runner tells of; null for others.</summary>
    internal TimeSpan? Duration { get; init; }

    /// <summary>How much it matters.</summary>
    public LogLevel Level { get; init; }

    /// <summary>
    /// The text: UTF-8 as far as its source wrote UTF-8, one or more lines with <c>\n</c> between them, without one at the end.
    /// Output of a worker comes in many lines at once; each is an entry of its own.
    /// </summary>
    public ReadOnlySpan<byte> Text { get; init; }

    /// <summary>The object that a worker sent as a structured entry; null for plain text.</summary>
    public ConfigObject? Body { get; init; }

    /// <summary>Whether it is plain output of the worker, of which each line is an entry of its own.</summary>
    internal bool IsOutput => Source != LogSource.Runner && Body is null;
}

/// <summary>How much an entry of the runner's own matters, in rising order. Worker output is always <see cref="Information"/>.</summary>
public enum LogLevel
{
    /// <summary>Every request and its answer, secrets masked.</summary>
    Debug = -2,

    /// <summary>What is asked, found, merged, written and waited for.</summary>
    Verbose = -1,

    /// <summary>What happens.</summary>
    Information = 0,

    /// <summary>Something to look at, though the run goes on.</summary>
    Warning = 1,

    /// <summary>Something failed.</summary>
    Error = 2,
}

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
