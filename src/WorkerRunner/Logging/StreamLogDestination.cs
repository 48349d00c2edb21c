using System.Globalization;
using System.Text;

namespace WorkerRunner.Logging;

/// <summary>
/// The <c>stdio</c> logging: each line behind a local timestamp, <c>2026/11/23 15:29:30 line</c>, to a stream, usually stderr. Lines are
/// written by a thread of their own, many at once: no reader, however slow, keeps the runner itself waiting.
/// </summary>
public sealed class StreamLogDestination(Stream output) : ILogDestination
{
    private const int RoomBytes = 256 * 1024;
    private const int InitialBytes = 4 * 1024;
    private const int StackBytes = 128 * 1024;

    private readonly object gate = new();
    private ByteBuffer pending = new(InitialBytes);
    private ByteBuffer writing = new(InitialBytes);
    private Thread? writer;
    private bool writerIsBusy;
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
            Monitor.PulseAll(gate);
            if (writer is not null) return;
            writer = new Thread(WritePending, StackBytes) { IsBackground = true, Name = "log" };
            writer.Start();
        }
    }

    /// <inheritdoc/>
    public bool Flush(TimeSpan limit)
    {
        lock (gate)
        {
            // Each wake-up is progress, so a reader that is slow but alive is waited for; one that is stuck is not.
            while (writerIsBusy || pending.Length > 0)
                if (!Monitor.Wait(gate, limit)) return false;
            return true;
        }
    }

    private void WritePending()
    {
        while (true)
        {
            lock (gate)
            {
                writing.Clear();
                writerIsBusy = false;
                Monitor.PulseAll(gate);
                while (pending.Length == 0) Monitor.Wait(gate);
                (pending, writing) = (writing, pending);
                writerIsBusy = true;
                Monitor.PulseAll(gate);
            }

            try
            {
                output.Write(writing.Bytes, 0, writing.Length);
                output.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                lock (gate)
                {
                    Failure = e as IOException ?? new IOException(e.Message, e);
                    pending.Clear();
                }
            }
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
