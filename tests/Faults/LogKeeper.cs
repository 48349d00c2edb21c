using System.Text;
using WorkerRunner.Logging;

namespace WorkerRunner.Faults.Tests;

/// <summary>All that a run says, down to its requests and answers.</summary>
internal sealed class LogKeeper : ILogDestination
{
    private readonly Lock gate = new();
    private readonly List<(LogLevel Level, LogSource Source, string Text)> entries = [];

    public bool WantsBody => false;

    public LogLevel Least => LogLevel.Debug;

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
            entries.Add((entry.Level, entry.Source, text));
    }

    public bool Flush(TimeSpan limit) => true;
}
