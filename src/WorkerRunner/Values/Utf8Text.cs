using System.Text;
#if NET
using System.Text.Unicode;
#endif

namespace WorkerRunner.Values;

/// <summary>What is Unicode text, and what is left of it where it is not.</summary>
internal static class Utf8Text
{
    /// <summary>The text with U+FFFD for each half of a surrogate pair that stands alone.</summary>
    public static string Mended(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        }
        return text;
    }

    /// <summary>Whether bytes are UTF-8: .NET has a call for it, on .NET Framework decoding has to tell.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
#if NET
        return Utf8.IsValid(bytes);
#else
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
#endif
    }
}
