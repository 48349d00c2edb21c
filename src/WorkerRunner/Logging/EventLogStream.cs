using System.Diagnostics;
using System.Text;
using WorkerRunner.Machine;

namespace WorkerRunner.Logging;

/// <summary>Makes events of what <see cref="EventLogFormat"/> writes; a text that is too long for one becomes several.</summary>
/// <param name="events">Where they go.</param>
internal sealed class EventLogStream(IEventLog events) : WriteOnlyStream
{
    /// <summary>The longest message, in characters: see ReportEventW in Microsoft's documentation.</summary>
    public const int LongestMessage = 31_839;

    private readonly ByteBuffer begun = new(256);

    public override void Write(byte[] buffer, int offset, int count)
    {
        var rest = buffer.AsSpan(offset, count);
        // A piece may end in the midst of an event.
        while (rest.IndexOf(EventLogFormat.EventEnd) is >= 0 and var end)
        {
            begun.Append(rest.Slice(0, end));
            var (level, id) = EventLogFormat.Head(begun.Written);
            var message = Encoding.UTF8.GetString(begun.Bytes, EventLogFormat.HeadBytes, begun.Length - EventLogFormat.HeadBytes);
            begun.Clear();
            WriteEvent(level, id, message);
            rest = rest.Slice(end + 1);
        }
        begun.Append(rest);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) events.Dispose();
        base.Dispose(disposing);
    }

    private void WriteEvent(LogLevel level, int id, string message)
    {
        foreach (var part in Parts(message)) events.Write(id, TypeOf(level), part);
    }

    private static TraceEventType TypeOf(LogLevel level) => level switch
    {
        LogLevel.Warning => TraceEventType.Warning,
        LogLevel.Error => TraceEventType.Error,
        _ => TraceEventType.Information,
    };

    private static IEnumerable<string> Parts(string message)
    {
        var start = 0;
        while (message.Length - start > LongestMessage)
        {
            var length = char.IsHighSurrogate(message[start + LongestMessage - 1]) ? LongestMessage - 1 : LongestMessage;
            yield return message.Substring(start, length);
            start += length;
        }
        yield return message.Substring(start);
    }
}
