using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Logging;

/// <summary>
/// One JSON object a line: <c>time</c> (ISO 8601 with milliseconds and offset), <c>level</c>, <c>source</c>, for messages of the
/// runner <c>eventId</c> and for some <c>durationMs</c>, <c>message</c>, and for a structured entry of the worker <c>body</c>, the object as it was sent.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Both are of memory only.")]
internal sealed class JsonLogFormat : ILogFormat
{
    private readonly MemoryStream buffer = new();
    private readonly Utf8JsonWriter writer;

    public JsonLogFormat() => writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance });

    public bool WantsBody => true;

    public byte End => (byte)'\n';

    public void Append(in LogEntry entry, ByteBuffer output)
    {
        var text = entry.Text;
        // Output comes many lines at once, an entry of several lines is one.
        while (entry.IsOutput && text.IndexOf((byte)'\n') is >= 0 and var end)
        {
            AppendOne(entry, TextLogFormat.WithoutReturn(text.Slice(0, end)), output);
            text = text.Slice(end + 1);
        }
        AppendOne(entry, entry.IsOutput ? TextLogFormat.WithoutReturn(text) : text, output);
    }

    /// <summary>What programs call a source, here and at the control endpoint.</summary>
    public static string NameOf(LogSource source) => source switch
    {
        LogSource.Runner => "runner",
        LogSource.Worker => "worker",
        _ => "stderr",
    };

    private void AppendOne(in LogEntry entry, ReadOnlySpan<byte> message, ByteBuffer output)
    {
        buffer.SetLength(0);
        writer.Reset(buffer);
        writer.WriteStartObject();
        writer.WriteString("time", entry.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));
        writer.WriteString("level", LogSettings.NameOf(entry.Level));
        writer.WriteString("source", NameOf(entry.Source));
        if (entry.EventId != 0) writer.WriteNumber("eventId", entry.EventId);
        if (entry.Duration is { } duration) writer.WriteNumber("durationMs", (long)duration.TotalMilliseconds);
        // By way of a string: bytes that are no UTF-8 become U+FFFD then.
        writer.WriteString("message", Encoding.UTF8.GetString(message.ToArray()));
        if (entry.Body is not null)
        {
            writer.WritePropertyName("body");
            ConfigJson.Write(writer, entry.Body, SecretText.Masked);
        }
        writer.WriteEndObject();
        writer.Flush();
        output.Append(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        output.Append((byte)'\n');
    }
}
