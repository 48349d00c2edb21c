using System.Collections;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>An entry of the log on its way to the pipeline: one line, or output of the worker that came at once.</summary>
internal sealed class LogPiece(DateTimeOffset time, LogSource source, LogLevel level, string[] lines, int length, IDictionary? body)
{
    private int first;

    public DateTimeOffset Time => time;

    public LogSource Source => source;

    public LogLevel Level => level;

    /// <summary>The lines of output; an entry of several lines is one text.</summary>
    public ArraySegment<string> Lines => new(lines, first, lines.Length - first);

    /// <summary>How many characters it was given.</summary>
    public int Length => length;

    public IDictionary? Body => body;

    /// <summary>Forgets the oldest of its lines.</summary>
    public void DropFirst() => first++;
}
