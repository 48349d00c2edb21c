using System.Collections;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>An entry of the log on its way to the pipeline: one line, or output of the worker that came at once.</summary>
internal sealed class LogPiece(DateTimeOffset time, LogSource source, LogLevel level, string[] lines, int length, IDictionary? body)
{
    public DateTimeOffset Time => time;

    public LogSource Source => source;

    public LogLevel Level => level;

    /// <summary>The lines of output; an entry of several lines is one text.</summary>
    public string[] Lines => lines;

    /// <summary>How many characters it has.</summary>
    public int Length => length;

    public IDictionary? Body => body;
}
