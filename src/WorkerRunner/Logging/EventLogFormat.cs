namespace WorkerRunner.Logging;

/// <summary>Entries on their way to <see cref="EventLogStream"/>: the event's id as a byte, the text in UTF-8, a zero byte.</summary>
internal sealed class EventLogFormat : ILogFormat
{
    public const byte EventEnd = 0;

    /// <summary>False: a structured entry is written as its text.</summary>
    public bool WantsBody => false;

    public byte End => EventEnd;

    public void Append(in LogEntry entry, ByteBuffer output)
    {
        var id = (byte)IdOf(entry.Source, entry.Level);
        var text = entry.Text;
        while (entry.Source != LogSource.Runner && text.IndexOf((byte)'\n') is >= 0 and var end)
        {
            AppendOne(id, TextLogFormat.WithoutReturn(text.Slice(0, end)), output);
            text = text.Slice(end + 1);
        }
        AppendOne(id, TextLogFormat.WithoutReturn(text), output);
    }

    /// <summary>An event's id, as docs/logging.md lists them; a manifest of events that other programs filter by, so it never changes.</summary>
    public static int IdOf(LogSource source, LogLevel level) => (source, level) switch
    {
        (LogSource.Worker or LogSource.WorkerError, _) => 10,
        (_, LogLevel.Warning) => 2,
        (_, LogLevel.Error) => 3,
        (_, LogLevel.Verbose) => 4,
        (_, LogLevel.Debug) => 5,
        _ => 1,
    };

    /// <summary>A line without text is no event.</summary>
    private static void AppendOne(byte id, ReadOnlySpan<byte> text, ByteBuffer output)
    {
        if (text.Length == 0) return;
        output.Append(id);
        // A zero ends texts of Windows: it cannot be in one.
        foreach (var c in text) output.Append(c == EventEnd ? (byte)' ' : c);
        output.Append(EventEnd);
    }
}
