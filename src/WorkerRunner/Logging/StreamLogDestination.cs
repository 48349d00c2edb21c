using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace WorkerRunner.Logging;

/// <summary>
/// The <c>stdio</c> logging: each line behind a local timestamp, <c>2026/11/23 15:29:30 line</c>, to a stream, usually stderr. Lines are
/// written by a thread of their own, many at once: no reader, however slow, keeps the runner itself waiting.
/// </summary>
/// <param name="output">Where the lines go.</param>
/// <param name="isReady">
/// Tells whether <paramref name="output"/> takes <see cref="AtOnceBytes"/> without waiting. As long as it does, the runner's own lines need
/// no thread, which takes longer to start than they to write; the many lines of a worker always do. Null where nobody can tell.
/// </param>
public sealed class StreamLogDestination(Stream output, Func<bool>? isReady = null) : ILogDestination
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
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(1);

    private readonly object gate = new();
    private ByteBuffer pending = new(InitialBytes);
    private ByteBuffer writing = new(InitialBytes);
    private Thread? writer;
    private bool writerIsBusy;
    private bool writerIsIdle;
    private int flushes;
    private long piecesWritten;
    private long prefixSecond = -1;
    private byte[] prefix = [];

    /// <summary>False: a structured entry is written as its text.</summary>
    public bool WantsBody => false;

    /// <summary>Why the stream stopped taking lines, if it did: what came since is lost.</summary>
    public IOException? Failure { get; private set; }

    /// <inheritdoc/>
    public void WaitForRoom()
    {
        lock (gate)
            while (pending.Length > RoomBytes) Monitor.Wait(gate);
    }

    /// <inheritdoc/>
    public void Write(in LogEntry entry)
    {
        lock (gate)
        {
            if (Failure is not null) return;
            AppendLines(entry);
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
                return WaitUntilWritten(limit);
            }
            finally
            {
                flushes--;
            }
        }
    }

    /// <summary>The limit is for a standstill: a reader that is slow but alive gets all there is, one that is stuck does not hold us up.</summary>
    private bool WaitUntilWritten(TimeSpan limit)
    {
        var seen = piecesWritten;
        var standstill = Stopwatch.StartNew();
        while (writerIsBusy || pending.Length > 0)
        {
            if (seen != piecesWritten)
            {
                seen = piecesWritten;
                standstill.Restart();
            }
            var left = limit - standstill.Elapsed;
            if (left <= TimeSpan.Zero) return false;
            Monitor.Wait(gate, left);
        }
        return true;
    }

    private bool IsUrgent => flushes > 0 || pending.Length > UrgentBytes;

    private void WritePending()
    {
        while (true)
        {
            TakePending();
            var failure = WriteOut(writing);
            lock (gate)
            {
                writing.Clear();
                if (failure is not null) Fail(failure);
                writerIsBusy = false;
                Monitor.PulseAll(gate);
                if (!IsUrgent) Monitor.Wait(gate, Rest);
            }
        }
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
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return e as IOException ?? new IOException(e.Message, e);
        }
    }

    private void CountPiece()
    {
        lock (gate)
        {
            piecesWritten++;
            if (flushes > 0) Monitor.PulseAll(gate);
        }
    }

    private void Fail(IOException failure)
    {
        Failure = failure;
        pending.Clear();
    }

    private void TakePending()
    {
        lock (gate)
        {
            writerIsIdle = true;
            while (pending.Length == 0) Monitor.Wait(gate);
            writerIsIdle = false;
            (pending, writing) = (writing, pending);
            writerIsBusy = true;
            Monitor.PulseAll(gate);
        }
    }

    private void AppendLines(in LogEntry entry)
    {
        UpdatePrefix(entry.Time);
        var text = entry.Text;
        var level = entry.Level switch
        {
            LogLevel.Warning => "WARNING: "u8,
            LogLevel.Error => "ERROR: "u8,
            _ => default,
        };
        while (true)
        {
            var end = text.IndexOf((byte)'\n');
            pending.Append(prefix);
            pending.Append(level);
            pending.Append(WithoutReturn(end < 0 ? text : text.Slice(0, end)));
            pending.Append((byte)'\n');
            if (end < 0) return;
            text = text.Slice(end + 1);
        }
    }

    /// <summary>A line of Windows ends with CR LF, of which the LF is cut off already.</summary>
    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) =>
        line.Length > 0 && line[line.Length - 1] == '\r' ? line.Slice(0, line.Length - 1) : line;

    private void UpdatePrefix(DateTimeOffset time)
    {
        var second = time.Ticks / TimeSpan.TicksPerSecond;
        if (second == prefixSecond) return;
        prefixSecond = second;
        prefix = Encoding.ASCII.GetBytes(time.ToString("yyyy'/'MM'/'dd HH':'mm':'ss' '", CultureInfo.InvariantCulture));
    }
}
