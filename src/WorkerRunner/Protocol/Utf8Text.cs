#if NET
using System.Text.Unicode;
#else
using System.Text;
#endif

namespace WorkerRunner.Protocol;

/// <summary>Tells whether bytes are UTF-8: .NET has a call for it, on .NET Framework decoding has to tell.</summary>
internal static class Utf8Text
{
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
