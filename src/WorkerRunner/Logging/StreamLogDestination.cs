using System.Diagnostics;
using System.Text;

namespace WorkerRunner.Logging;

/// <summary>
/// Log entries in a stream: stderr, or what lies below another destination. They are written by a thread of their own, many at once: no
/// reader, however slow, keeps the runner itself waiting.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="isReady">
/// Tells whether <paramref name="output"/> takes <see cref="AtOnceBytes"/> without waiting. As long as it does, the runner's own lines need
/// no thread, which takes longer to start than they to write; the many lines of a worker always do. Null where nobody can tell.
/// </param>
public sealed class StreamLogDestination(Stream output, Func<bool>? isReady = null) : ILogDestination, IDisposable
{
    /// <summary>What a pipe with any room takes without waiting on Linux: PIPE_BUF, see pipe(7).</summary>
    public const int AtOnceBytes = 4096;

    private const int RoomBytes = 256 * 1024;
    private const int InitialBytes = 4 * 1024;
    private const int StackBytes = 128 * 1024;

    // So much at once, so that it shows whether a reader takes anything at all.
    private const int PieceBytes = 32 * 1024;

    // Lines that follow each other closely are written together: to wake the writer for each would cost more than the line.
    private const int UrgentBytes = RoomBytes / 2;
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly object gate = new();
    private ByteBuffer pending = new(InitialBytes);
    private ByteBuffer writing = new(InitialBytes);
    private Thread? writer;
    private bool writerIsBusy;
    private bool writerIsIdle;
    private int flushes;
    private long piecesWritten;
    private bool isStalled;
    private bool isStallReported;
    private long lost;
    private bool isDisposed;

    /// <summary>What entries look like; lines of text by default.</summary>
    internal ILogFormat Format { get; init; } = new TextLogFormat();

    /// <summary>What reports call it.</summary>
    internal string Name { get; init; } = "stderr";

    /// <summary>
    /// How long the worker waits for a stream that takes nothing at all. Then entries that find no room are left out, with a line in their
    /// place, until there is room again. Null: as long as it takes.
    /// </summary>
    internal TimeSpan? Patience { get; init; }

    /// <summary>Told once when the stream fails, and once when it first keeps the worker waiting for too long. Any thread calls it.</summary>
    internal Action<LogLevel, string>? Report { get; init; }

    /// <inheritdoc/>
    public LogLevel Least { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public bool WantsBody => Format.WantsBody;

    /// <summary>Why the stream stopped taking lines, if it did: what came since is lost.</summary>
    public IOException? Failure { get; private set; }

    /// <inheritdoc/>
    public void WaitForRoom()
    {
        lock (gate)
        {
            if (isStalled || isDisposed || !IsFull || WaitWhile(() => IsFull, Patience)) return;
            isStalled = true;
            if (isStallReported) return;
            isStallReported = true;
        }
        Report?.Invoke(LogLevel.Error, $"The log does not get on with {Name}: what it does not take in time is left out there.");
    }

    /// <inheritdoc/>
    public void Write(in LogEntry entry)
    {
        lock (gate)
        {
            if (Failure is not null || isDisposed || IsLeftOut(entry.Time)) return;
            Format.Append(entry, pending);
            if (writerIsIdle || IsUrgent) Monitor.PulseAll(gate);
            if (writer is not null || (entry.Source == LogSource.Runner && TryWriteAtOnce())) return;
            writer = new Thread(WritePending, StackBytes) { IsBackground = true, Name = "log" };
            writer.Start();
        }
    }

    /// <inheritdoc/>
    public bool Flush(TimeSpan limit)
    {
        lock (gate)
        {
            flushes++;
            Monitor.PulseAll(gate);
            try
            {
                return WaitWhile(() => writerIsBusy || pending.Length > 0, limit);
            }
            finally
            {
                flushes--;
            }
        }
    }

    /// <summary>Ends the thread and closes the stream, once what was taken is written. A stream that is stuck is left to its thread.</summary>
    public void Dispose()
    {
        bool isStuck;
        lock (gate)
        {
            if (isDisposed) return;
            isDisposed = true;
            isStuck = writerIsBusy;
            Monitor.PulseAll(gate);
        }
        if (writer is null) output.Dispose();
        else if (!isStuck) writer.Join(CloseLimit);
    }

    /// <summary>
    /// Waits while something is so. The limit is for a standstill: a reader that is slow but alive gets all there is, one that is stuck does
    /// not hold us up.
    /// </summary>
    private bool WaitWhile(Func<bool> condition, TimeSpan? limit)
    {
        var seen = piecesWritten;
        var standstill = Stopwatch.StartNew();
        while (condition())
        {
            if (seen != piecesWritten)
            {
                seen = piecesWritten;
                standstill.Restart();
            }
            var left = limit - standstill.Elapsed ?? Timeout.InfiniteTimeSpan;
            if (limit is not null && left <= TimeSpan.Zero) return false;
            Monitor.Wait(gate, left);
        }
        return true;
    }

    private bool IsFull => pending.Length > RoomBytes;

    private bool IsLeftOut(DateTimeOffset time)
    {
        if (!isStalled) return false;
        if (IsFull)
        {
            lost++;
            return true;
        }
        isStalled = false;
        if (lost > 0)
            Format.Append(new LogEntry { Time = time, Level = LogLevel.Warning, Text = Encoding.UTF8.GetBytes($"{lost} entries were left out here.") }, pending);
        lost = 0;
        return false;
    }

    private bool IsUrgent => flushes > 0 || pending.Length > UrgentBytes;

    private void WritePending()
    {
        while (TryTakePending())
        {
            var failure = WriteOut(writing);
            lock (gate)
            {
                writing.Clear();
                if (failure is not null) Fail(failure);
                writerIsBusy = false;
                Monitor.PulseAll(gate);
                if (!IsUrgent && !isDisposed) Monitor.Wait(gate, Rest);
            }
        }
        output.Dispose();
    }

    private bool TryWriteAtOnce()
    {
        if (pending.Length > AtOnceBytes || isReady?.Invoke() != true) return false;
        if (WriteOut(pending) is { } failure) Fail(failure);
        pending.Clear();
        return true;
    }

    private IOException? WriteOut(ByteBuffer lines)
    {
        try
        {
            for (var start = 0; start < lines.Length; start += PieceBytes)
            {
                output.Write(lines.Bytes, start, Math.Min(PieceBytes, lines.Length - start));
                CountPiece();
            }
            output.Flush();
            return null;
        }
        catch (Exception e)
        {
            // On this thread nobody else would catch it, and no log is worth the worker.
            return e as IOException ?? new IOException(e.Message, e);
        }
    }

    private void CountPiece()
    {
        lock (gate)
        {
            piecesWritten++;
            if (flushes > 0 || IsFull) Monitor.PulseAll(gate);
        }
    }

    private void Fail(IOException failure)
    {
        Failure = failure;
        pending.Clear();
        // Not by this thread, which may be in the midst of writing an entry to all destinations.
        if (Report is { } report) ThreadPool.QueueUserWorkItem(_ => report(LogLevel.Error, $"The log to {Name} ends, as it failed: {failure.Message}"));
    }

    private bool TryTakePending()
    {
        lock (gate)
        {
            writerIsIdle = true;
            while (pending.Length == 0 && !isDisposed) Monitor.Wait(gate);
            writerIsIdle = false;
            if (pending.Length == 0) return false;
            (pending, writing) = (writing, pending);
            writerIsBusy = true;
            Monitor.PulseAll(gate);
            return true;
        }
    }
}
