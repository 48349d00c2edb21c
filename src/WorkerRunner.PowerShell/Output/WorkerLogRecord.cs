using System.Collections;
using System.Globalization;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>One log line: what an information record of this module carries as its MessageData.</summary>
public sealed class WorkerLogRecord
{
    internal WorkerLogRecord(DateTimeOffset time, LogSource source, LogLevel level, string message, IDictionary? body)
    {
        Time = time;
        Source = source.ToString();
        Level = level.ToString();
        Message = message;
        Body = body;
    }

    /// <summary>When it was said, in local time.</summary>
    public DateTimeOffset Time { get; }

    /// <summary><c>Runner</c>, <c>Worker</c>, or <c>WorkerError</c> for what the worker wrote to stderr.</summary>
    public string Source { get; }

    /// <summary><c>Debug</c>, <c>Verbose</c>, <c>Information</c>, <c>Warning</c> or <c>Error</c>.</summary>
    public string Level { get; }

    /// <summary>The text, secrets masked.</summary>
    public string Message { get; }

    /// <summary>The object that the worker sent as a structured entry; null for plain text.</summary>
    public IDictionary? Body { get; }

    /// <summary>The line as the <c>stdio</c> logging writes it: <c>2026/11/23 15:29:30 message</c>.</summary>
    public override string ToString() => Time.ToString("yyyy'/'MM'/'dd HH':'mm':'ss' '", CultureInfo.InvariantCulture) + Message;
}
