using System.Globalization;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Values;

/// <summary>
/// JSON that others wrote: answers of services, the restart cache, a worker's messages. What is no Unicode text in it becomes U+FFFD, as Go's
/// reader makes it, and what is wrong with it is said by its place, never by quoting it: it may be a secret that nobody knows yet.
/// </summary>
internal static class JsonInput
{
    /// <summary>How many levels are read; a tree takes fewer, see <see cref="ConfigJson.Read(JsonElement, bool)"/>.</summary>
    public const int Deepest = 1000;

    private const int EscapeLength = 6; // \u0000

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Deepest };

    /// <summary>Reads a document in UTF-8, with or without a byte order mark.</summary>
    /// <exception cref="FormatException">It is no JSON, or deeper than <see cref="Deepest"/> levels. The message tells the place and quotes nothing.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Span.StartsWith("\ufeff"u8)) json = json.Slice(3);
        try
        {
            return JsonDocument.Parse(AsUnicode(json), Options);
        }
        catch (JsonException e)
        {
            throw Unreadable(e, json.Span);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static JsonDocument Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>The JSON with U+FFFD for bytes that are no UTF-8 and for escapes that are half a surrogate pair; mostly it is the same.</summary>
    public static ReadOnlyMemory<byte> AsUnicode(ReadOnlyMemory<byte> json)
    {
        if (!Utf8Text.IsValid(json.Span)) json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.ToArray()));
        var half = IndexOfHalfPair(json.Span, 0);
        if (half < 0) return json;
        var mended = json.ToArray();
        for (; half >= 0; half = IndexOfHalfPair(mended, half + EscapeLength)) "\\ufffd"u8.CopyTo(mended.AsSpan(half));
        return mended;
    }

    /// <summary>The first escape from <paramref name="start"/> on, where no escape has begun, that is half a surrogate pair.</summary>
    private static int IndexOfHalfPair(ReadOnlySpan<byte> json, int start)
    {
        while (start < json.Length)
        {
            var backslash = json.Slice(start).IndexOf((byte)'\\');
            if (backslash < 0) return -1;
            start += backslash;
            if (CodeUnit(json, start) is not { } unit) start += 2;
            else if (!char.IsSurrogate(unit)) start += EscapeLength;
            else if (char.IsHighSurrogate(unit) && CodeUnit(json, start + EscapeLength) is { } second && char.IsLowSurrogate(second)) start += 2 * EscapeLength;
            else return start;
        }
        return -1;
    }

    private static char? CodeUnit(ReadOnlySpan<byte> json, int at)
    {
        if (at + EscapeLength > json.Length || json[at] != '\\' || json[at + 1] != 'u') return null;
        var unit = 0;
        foreach (var digit in json.Slice(at + 2, EscapeLength - 2))
        {
            var value = digit switch
            {
                >= (byte)'0' and <= (byte)'9' => digit - '0',
                >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
                _ => -1,
            };
            if (value < 0) return null;
            unit = (unit << 4) | value;
        }
        return (char)unit;
    }

    private static FormatException Unreadable(JsonException e, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return new FormatException("it is empty.");
        return new FormatException(string.Format(
            CultureInfo.InvariantCulture, "it is not valid JSON from line {0}, byte {1} on, or ends too early.", e.LineNumber + 1, e.BytePositionInLine + 1));
    }
}
