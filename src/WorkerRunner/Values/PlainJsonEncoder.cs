using System.Text.Encodings.Web;

namespace WorkerRunner.Values;

/// <summary>
/// Escapes in JSON strings only what JSON demands (RFC 8259, chapter 7): names and values stay as they were written, as the readers are a
/// worker and people, never a browser. .NET's own most lenient encoder escapes more, and fills a table of all characters first, which
/// takes long where a run takes a few milliseconds.
/// </summary>
internal sealed class PlainJsonEncoder : JavaScriptEncoder
{
    public static readonly PlainJsonEncoder Instance = new();

    private const string HexDigits = "0123456789abcdef";

    /// <summary><c>\u001f</c>.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 6;

    // A surrogate alone is no character; what is left of it is escaped.
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\' or (>= 0xd800 and <= 0xdfff);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[i + 1])) i++;
            else if (WillEncode(text[i])) return i;
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var escaped = Escape(unicodeScalar);
        numberOfCharactersWritten = 0;
        if (escaped.Length > bufferLength) return false;
        foreach (var c in escaped) buffer[numberOfCharactersWritten++] = c;
        return true;
    }

    private static string Escape(int unicodeScalar) => unicodeScalar switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\b' => @"\b",
        '\f' => @"\f",
        < ' ' => $@"\u00{HexDigits[unicodeScalar >> 4]}{HexDigits[unicodeScalar & 0xf]}",
        _ => char.ConvertFromUtf32(unicodeScalar),
    };
}
