using System.Text;

namespace WorkerRunner;

/// <summary>.NET's overloads for spans.</summary>
internal static class SpanExtensions
{
    public static unsafe string GetString(this Encoding encoding, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
            return bytes.IsEmpty ? "" : encoding.GetString(start, bytes.Length);
    }
}
