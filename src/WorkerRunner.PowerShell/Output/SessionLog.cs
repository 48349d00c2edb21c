using System.Text;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// Keeps log lines until a cmdlet passes them on to its pipeline, which only the pipeline's own thread may do. While a cmdlet listens it
/// loses nothing: a worker that says more than PowerShell takes has to wait. While none does, as between two commands at a prompt, the
/// worker goes on, and only the newest lines are kept.
/// </summary>
internal sealed class SessionLog : ILogDestination
{
    /// <summary>How many lines are kept while nobody listens.</summary>
    public const int KeptLines = 10_000;

    private static readonly TimeSpan LongestTake = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly Queue<WorkerLogRecord> records = new();
    private volatile int least = (int)LogLevel.Information;
    private int listeners;
    private int wakeUps;
    private long lost;

    public bool WantsBody => true;

    /// <summary>What the cmdlet that listens, or the last one that did, wants to see.</summary>
    public LogLevel Least
    {
        get => (LogLevel)least;
        set => least = (int)value;
    }

    public void WaitForRoom()
    {
        lock (gate)
            while (listeners > 0 && records.Count >= KeptLines) Monitor.Wait(gate);
    }

    public void Write(in LogEntry entry)
    {
        var text = Encoding.UTF8.GetString(entry.Text.ToArray());
        var isOutput = entry.Source != LogSource.Runner && entry.Body is null;
        lock (gate)
        {
            // Output comes many lines at once, an entry of several lines is one.
            foreach (var line in isOutput ? text.Split('\n') : [text])
                records.Enqueue(new WorkerLogRecord(entry.Time, entry.Source, entry.Level, line.TrimEnd('\r'), entry.Body));
            while (listeners == 0 && records.Count > KeptLines)
            {
                records.Dequeue();
                lost++;
            }
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Lines wait for a cmdlet that may never come; there is nothing to wait for.</summary>
    public bool Flush(TimeSpan limit) => true;

    /// <summary>Begins to listen: nothing is dropped until the answer is disposed of.</summary>
    public IDisposable Listen()
    {
        lock (gate)
        {
            listeners++;
            return new Listener(this);
        }
    }

    /// <summary>Makes <see cref="Take"/> return once though there is nothing new.</summary>
    public void Wake()
    {
        lock (gate)
        {
            wakeUps++;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for new lines, for <see cref="Wake"/>, or for a second: whoever waits may have something to show.</summary>
    public IReadOnlyList<WorkerLogRecord> Take()
    {
        lock (gate)
        {
            if (records.Count == 0 && wakeUps == 0) Monitor.Wait(gate, LongestTake);
            if (wakeUps > 0) wakeUps--;
            return TakeAll();
        }
    }

    /// <summary>What there is, without waiting.</summary>
    public IReadOnlyList<WorkerLogRecord> TakeNow()
    {
        lock (gate) return TakeAll();
    }

    /// <summary>All that is there, and whether something was lost before it.</summary>
    private List<WorkerLogRecord> TakeAll()
    {
        var taken = new List<WorkerLogRecord>(records.Count + 1);
        if (lost > 0)
            taken.Add(new WorkerLogRecord(
                records.Peek().Time, LogSource.Runner, LogLevel.Warning, $"{lost} earlier lines were dropped, as nobody was listening.", body: null));
        taken.AddRange(records);
        records.Clear();
        lost = 0;
        Monitor.PulseAll(gate);
        return taken;
    }

    private sealed class Listener(SessionLog log) : IDisposable
    {
        public void Dispose()
        {
            lock (log.gate)
            {
                log.listeners--;
                Monitor.PulseAll(log.gate);
            }
        }
    }
}
