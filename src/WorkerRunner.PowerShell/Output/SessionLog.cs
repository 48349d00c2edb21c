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

    private const long KeptCharacters = 16 * 1024 * 1024;
    private static readonly TimeSpan LongestTake = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private Queue<LogPiece> pieces = new();
    private volatile int least = (int)LogLevel.Information;
    private volatile bool ignoresInformation;
    private DateTimeOffset? lastOutput;
    private long characters;
    private int lines;
    private int listeners;
    private int wakeUps;
    private long lost;

    public bool WantsBody => !ignoresInformation;

    /// <summary>What the cmdlet that listens, or the last one that did, wants to see.</summary>
    public LogLevel Least
    {
        get => (LogLevel)least;
        set => least = (int)value;
    }

    /// <summary>Whether it does not want to see information: none is kept then, and no worker waits.</summary>
    public bool IgnoresInformation
    {
        get => ignoresInformation;
        set => ignoresInformation = value;
    }

    /// <summary>When the worker said something last; null where it has not.</summary>
    public DateTimeOffset? LastOutput
    {
        get
        {
            lock (gate) return lastOutput;
        }
    }

    public void WaitForRoom()
    {
        lock (gate)
            while (listeners > 0 && IsFull) Monitor.Wait(gate);
    }

    public void Write(in LogEntry entry)
    {
        if (entry.Source != LogSource.Runner)
            lock (gate) lastOutput = entry.Time;
        if (ignoresInformation && entry.Level == LogLevel.Information) return;
        var piece = PieceOf(entry);
        lock (gate)
        {
            pieces.Enqueue(piece);
            lines += piece.Lines.Count;
            characters += piece.Length;
            while (listeners == 0 && (lines > KeptLines || (characters > KeptCharacters && lines > 1))) Drop();
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
    public IReadOnlyCollection<LogPiece> Take()
    {
        lock (gate)
        {
            if (pieces.Count == 0 && wakeUps == 0) Monitor.Wait(gate, LongestTake);
            if (wakeUps > 0) wakeUps--;
            return TakeAll();
        }
    }

    /// <summary>What there is, without waiting.</summary>
    public IReadOnlyCollection<LogPiece> TakeNow()
    {
        lock (gate) return TakeAll();
    }

    private bool IsFull => lines >= KeptLines || characters >= KeptCharacters;

    private static LogPiece PieceOf(in LogEntry entry)
    {
        var text = Encoding.UTF8.GetString(entry.Text.ToArray());
        if (entry.Source == LogSource.Runner || entry.Body is not null) return new LogPiece(entry.Time, entry.Source, entry.Level, [text], text.Length, entry.Body);
        // Output comes many lines at once, an entry of several lines is one.
        var split = text.Split('\n');
        for (var i = 0; i < split.Length; i++) split[i] = split[i].TrimEnd('\r');
        return new LogPiece(entry.Time, entry.Source, entry.Level, split, text.Length, null);
    }

    private void Drop()
    {
        var oldest = pieces.Peek();
        oldest.DropFirst();
        lines--;
        lost++;
        if (oldest.Lines.Count > 0) return;
        pieces.Dequeue();
        characters -= oldest.Length;
    }

    /// <summary>All that is there, and whether something was lost before it.</summary>
    private Queue<LogPiece> TakeAll()
    {
        var taken = pieces;
        pieces = new Queue<LogPiece>();
        if (lost > 0)
        {
            var report = Messages.UnreadLinesDropped(lost);
            taken = new Queue<LogPiece>([new LogPiece(taken.Peek().Time, LogSource.Runner, report.Level, [report.Text], report.Text.Length, body: null), .. taken]);
        }
        lines = 0;
        characters = 0;
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
