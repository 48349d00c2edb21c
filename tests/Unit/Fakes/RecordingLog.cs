using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A log destination that keeps what it is given.</summary>
internal sealed class RecordingLog : ILogDestination
{
    private readonly object gate = new();
    private readonly List<Entry> entries = [];
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Source)> waiting = [];

    public bool WantsBody { get; set; } = true;

    public LogLevel Least { get; set; } = LogLevel.Information;

    /// <summary>Called before each entry, by whoever writes it.</summary>
    public Action? OnWrite { get; set; }

    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (gate) return [.. entries];
        }
    }

    /// <summary>Every line that was said.</summary>
    public IReadOnlyList<string> Lines => [.. Entries.SelectMany(e => e.Text.Split('\n'))];

    public string Text => string.Join("\n", Lines);

    public IEnumerable<string> WorkerLines => Entries.Where(e => e.Source == LogSource.Worker).SelectMany(e => e.Text.Split('\n'));

    /// <summary>Waits for an entry that holds a text.</summary>
    public Task<string> SaidAsync(string part)
    {
        lock (gate)
        {
            if (entries.Find(e => e.Text.Contains(part, StringComparison.Ordinal)) is { } said) return Task.FromResult(said.Text);
            var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((text => text.Contains(part, StringComparison.Ordinal), source));
            return source.Task.Soon();
        }
    }

    public void WaitForRoom()
    {
    }

    public void Write(in LogEntry entry)
    {
        OnWrite?.Invoke();
        var kept = new Entry(entry.Source, entry.Level, Encoding.UTF8.GetString(entry.Text), entry.Body, entry.Time);
        lock (gate)
        {
            entries.Add(kept);
            foreach (var (match, source) in waiting.ToList())
                if (match(kept.Text)) source.TrySetResult(kept.Text);
        }
    }

    public bool Flush(TimeSpan limit) => true;

    internal sealed record Entry(LogSource Source, LogLevel Level, string Text, ConfigObject? Body, DateTimeOffset Time);
}
