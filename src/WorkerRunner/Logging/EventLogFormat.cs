namespace WorkerRunner.Logging;

/// <summary>
/// Entries on their way to <see cref="EventLogStream"/>: level and id in <see cref="HeadBytes"/>, the text in UTF-8, a zero byte, which is nowhere
/// else.
/// </summary>
internal sealed class EventLogFormat : ILogFormat
{
    public const byte EventEnd = 0;

    /// <summary>How many bytes are before an event's text.</summary>
    public const int HeadBytes = 3;

    /// <summary>The id of all that the worker says; those of the runner's messages are higher. Other programs filter by it: it never changes.</summary>
    public const int WorkerId = 10;

    // A digit in base 100 is a byte that is not zero.
    private const int Base = 100;

    /// <summary>False: a structured entry is written as its text.</summary>
    public bool WantsBody => false;

    public byte End => EventEnd;

    public void Append(in LogEntry entry, ByteBuffer output)
    {
        var id = entry.Source == LogSource.Runner ? entry.EventId : WorkerId;
        var text = entry.Text;
        while (entry.Source != LogSource.Runner && text.IndexOf((byte)'\n') is >= 0 and var end)
        {
            AppendOne(entry.Level, id, TextLogFormat.WithoutReturn(text.Slice(0, end)), output);
            text = text.Slice(end + 1);
        }
        AppendOne(entry.Level, id, TextLogFormat.WithoutReturn(text), output);
    }

    /// <summary>The level and id that an event begins with.</summary>
    public static (LogLevel Level, int Id) Head(ReadOnlySpan<byte> item) =>
        (item[0] - 1 + LogLevel.Debug, ((item[1] - 1) * Base) + item[2] - 1);

    /// <summary>A line without text is no event.</summary>
    private static void AppendOne(LogLevel level, int id, ReadOnlySpan<byte> text, ByteBuffer output)
    {
        if (text.Length == 0) return;
        output.Append((byte)(level - LogLevel.Debug + 1));
        output.Append((byte)((id / Base) + 1));
        output.Append((byte)((id % Base) + 1));
        // A zero ends texts of Windows: it cannot be in one.
        foreach (var c in text) output.Append(c == EventEnd ? (byte)' ' : c);
        output.Append(EventEnd);
    }
}
