using System.Diagnostics;

namespace WorkerRunner.Logging;

/// <summary>
/// Log entries in a stream: stderr, or what lies below another destination. They are written by a thread of their own, many at once: no
/// reader, however slow, keeps the runner itself waiting. A write that fails begins a <see cref="LogOutage"/>.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="isReady">
/// Tells whether <paramref name="output"/> takes <see cref="AtOnceBytes"/> without waiting. As long as it does, the runner's own lines need
/// no thread, which takes longer to start than they to write; the many lines of a worker always do. Null where nobody can tell.
/// </param>
internal sealed class StreamLogDestination(Stream output, Func<bool>? isReady = null) : ILogDestination, IDisposable
{
    /// <summary>What a pipe with any room takes without waiting on Linux: PIPE_BUF, see pipe(7).</summary>
    public const int AtOnceBytes = 4096;

    private const int RoomBytes = 256 * 1024;

    // The runner's own lines do not wait; of a stream that is stuck for good they fill no more than this.
    private const int MostBytes = 4 * 1024 * 1024;
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
    private int reportsOnTheirWay;
    private long piecesWritten;
    private bool isStalled;
    private bool isStallReported;
    private LogOutage? outage;
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

    /// <summary>Whether a write that fails may have written half a line, which ends before the next one then.</summary>
    internal bool MayTearLines { get; init; }

    /// <summary>The clock of outages.</summary>
    internal TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Told of the beginning and the end of each outage, and once when the stream first keeps the worker waiting for too long. Any thread
    /// calls it.
    /// </summary>
    internal Action<LogMessage>? Report { get; init; }

    /// <inheritdoc/>
    public LogLevel Least { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public bool WantsBody => Format.WantsBody;

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
        Report?.Invoke(Messages.LogIsTooSlow(Name));
    }

    /// <inheritdoc/>
    public void Write(in LogEntry entry)
    {
        lock (gate)
        {
            if (isDisposed) return;
            if (IsLeftOut)
            {
                Outage.Lose(LinesOf(entry));
                return;
            }
            isStalled = false;
            Outage.NoteLost(entry.Time, Format, pending);
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
                return WaitWhile(() => writerIsBusy || pending.Length > 0 || reportsOnTheirWay > 0, limit);
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

    private LogOutage Outage => outage ??= new LogOutage(Name, Time, MayTearLines);

    private bool IsFull => pending.Length > RoomBytes;

    private bool IsLeftOut => pending.Length > MostBytes || (isStalled && IsFull) || Outage.IsPausing;

    private static long LinesOf(in LogEntry entry) => entry.Source == LogSource.Worker ? Count(entry.Text, (byte)'\n') + 1 : 1;

    private static long Count(ReadOnlySpan<byte> text, byte searched)
    {
        var count = 0L;
        foreach (var c in text)
            if (c == searched) count++;
        return count;
    }

    private bool IsUrgent => flushes > 0 || pending.Length > UrgentBytes;

    private void WritePending()
    {
        while (TryTakePending())
        {
            var failure = WriteOut(writing, out var written);
            lock (gate)
            {
                End(writing, written, failure);
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
        var failure = WriteOut(pending, out var written);
        End(pending, written, failure);
        return true;
    }

    private IOException? WriteOut(ByteBuffer lines, out int written)
    {
        written = 0;
        try
        {
            while (written < lines.Length)
            {
                var piece = Math.Min(PieceBytes, lines.Length - written);
                output.Write(lines.Bytes, written, piece);
                written += piece;
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

    /// <summary>What follows from an attempt to write some lines.</summary>
    private void End(ByteBuffer lines, int written, IOException? failure)
    {
        var message = failure is null ? Outage.Succeeded() : Outage.Failed(failure, Count(lines.Written.Slice(written), Format.End));
        lines.Clear();
        if (message is { } said) Tell(said);
    }

    /// <summary>
    /// Not by this thread, which may be in the midst of writing an entry to all destinations. Whoever flushes waits for it: at the end of a
    /// run the other destinations are closed next.
    /// </summary>
    private void Tell(LogMessage message)
    {
        if (Report is not { } report) return;
        reportsOnTheirWay++;
        ThreadPool.QueueUserWorkItem(_ =>
        {
            report(message);
            lock (gate)
            {
                reportsOnTheirWay--;
                Monitor.PulseAll(gate);
            }
        });
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
