#if !NET
using System.Reflection;
#endif

namespace WorkerRunner.Taskcluster;

/// <summary>
/// Addresses that go on the wire as they are written: a <c>%2F</c> in a worker pool's name is not a slash, and Hawk signs it. .NET keeps
/// it. .NET Framework turns it into a slash in programs made for its version 4.0 or for none, which is what powershell.exe counts as;
/// only the program's own configuration file could change that.
/// </summary>
internal static class EscapedUri
{
    /// <summary>Makes an address of text that is escaped already.</summary>
    /// <exception cref="UriFormatException">It is none.</exception>
    public static Uri Create(string text)
    {
        var uri = new Uri(text);
#if !NET
        KeepEscapes(uri);
#endif
        return uri;
    }

#if !NET
    // PathNotCanonical, QueryNotCanonical, E_PathNotCanonical and E_QueryNotCanonical of Uri's own flags: where none of them is set,
    // .NET Framework takes the text as it is. The field has been there since version 2.
    private const ulong NotCanonical = 0x10 | 0x20 | 0x400 | 0x800;

    private static readonly FieldInfo? Flags = typeof(Uri).GetField("m_Flags", BindingFlags.Instance | BindingFlags.NonPublic);

    private static void KeepEscapes(Uri uri)
    {
        // The flags are set when the address is first looked at.
        _ = uri.PathAndQuery;
        if (Flags is null) return;
        var flags = Convert.ToUInt64(Flags.GetValue(uri), System.Globalization.CultureInfo.InvariantCulture);
        Flags.SetValue(uri, Enum.ToObject(Flags.FieldType, flags & ~NotCanonical));
    }
#endif
}
