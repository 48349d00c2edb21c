using System.Globalization;
using System.Text;

namespace WorkerRunner.Logging;

/// <summary>Lines of text, each behind a local timestamp: <c>2026/11/23 15:29:30 line</c>.</summary>
internal sealed class TextLogFormat : ILogFormat
{
    private long prefixSecond = -1;
    private byte[] prefix = [];

    /// <summary>False: a structured entry is written as its text.</summary>
    public bool WantsBody => false;

    public byte End => (byte)'\n';

    public void Append(in LogEntry entry, ByteBuffer output)
    {
        UpdatePrefix(entry.Time);
        var text = entry.Text;
        var level = entry.Level switch
        {
            LogLevel.Debug => "DEBUG: "u8,
            LogLevel.Verbose => "VERBOSE: "u8,
            LogLevel.Warning => "WARNING: "u8,
            LogLevel.Error => "ERROR: "u8,
            _ => default,
        };
        while (true)
        {
            var end = text.IndexOf((byte)'\n');
            output.Append(prefix);
            output.Append(level);
            output.Append(WithoutReturn(end < 0 ? text : text.Slice(0, end)));
            output.Append((byte)'\n');
            if (end < 0) return;
            text = text.Slice(end + 1);
        }
    }

    /// <summary>A line of Windows ends with CR LF, of which the LF is cut off already.</summary>
    public static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> line) =>
        line.Length > 0 && line[line.Length - 1] == '\r' ? line.Slice(0, line.Length - 1) : line;

    private void UpdatePrefix(DateTimeOffset time)
    {
        var second = time.Ticks / TimeSpan.TicksPerSecond;
        if (second == prefixSecond) return;
        prefixSecond = second;
        prefix = Encoding.ASCII.GetBytes(time.ToString("yyyy'/'MM'/'dd HH':'mm':'ss' '", CultureInfo.InvariantCulture));
    }
}
