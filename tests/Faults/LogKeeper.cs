using System.Text;
using WorkerRunner.Logging;

namespace WorkerRunner.Faults.Tests;

/// <summary>All that a run says, down to its requests and answers.</summary>
internal sealed class LogKeeper : ILogDestination
{
    private readonly Lock gate = new();
    private readonly List<(LogLevel Level, LogSource Source, string Text)> entries = [];
    private int unread;

    public bool WantsBody => false;

    public LogLevel Least => LogLevel.Debug;

    /// <summary>How many requests were sent whose answers were not read yet, by the trace of requests and answers.</summary>
    public int Unread
    {
        get
        {
            lock (gate)
                return unread;
        }
    }

    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    public IReadOnlyList<(LogLevel Level, LogSource Source, string Text)> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    public void WaitForRoom()
    {
    }

    public void Write(in LogEntry entry)
    {
        var text = Encoding.UTF8.GetString(entry.Text);
        lock (gate)
        {
            entries.Add((entry.Level, entry.Source, text));
            if (entry.Level == LogLevel.Debug)
                unread += Change(text);
        }
    }

    private static int Change(string text)
    {
        if (text.StartsWith("No answer after ", StringComparison.Ordinal) || char.IsAsciiDigit(text[0]))
            return -1;
        return text.Contains(" http", StringComparison.Ordinal) && text.Contains("://", StringComparison.Ordinal) ? 1 : 0;
    }

    public bool Flush(TimeSpan limit) => true;
}
