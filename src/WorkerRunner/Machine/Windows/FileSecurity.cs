using System.Globalization;
using System.Text;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Who owns a file and who has which rights to it, read from a self-relative security descriptor ([MS-DTYP] 2.4.6). It says whether that is
/// private; asking the system for the descriptor is somebody else's task.
/// </summary>
/// <param name="Owner">The owner's SID; null where the file has none.</param>
/// <param name="Entries">The entries of its access control list; null where it has no list, which means that everybody may do everything.</param>
internal sealed record FileSecurity(string? Owner, IReadOnlyList<AccessEntry>? Entries)
{
    private const string LocalSystem = "S-1-5-18";
    private const string Administrators = "S-1-5-32-544";
    private const string TrustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
    private const string OwnerRights = "S-1-3-4";
    private const string CreatorOwner = "S-1-3-0";
    private const string Everyone = "S-1-1-0";

    private const int ControlAt = 2;
    private const int OwnerAt = 4;
    private const int ListAt = 16;
    private const int DaclPresent = 4;
    private const int ListHeader = 8;
    private const int EntryHeader = 8;

    /// <summary>Whether it belongs to an account or to one that can take every file: SYSTEM, Administrators.</summary>
    /// <param name="user">The account's SID.</param>
    public bool BelongsTo(string user) => Owner == user || Owner is LocalSystem or Administrators;

    /// <summary>Whether anybody else than an account and those who administer the machine may read or write it.</summary>
    /// <param name="user">The account's SID.</param>
    public bool IsLoose(string user) => Entries is null || Entries.Any(e => e.Opens && !IsTrusted(e.Account, user));

    /// <summary>Whether anybody else than those may write it.</summary>
    /// <param name="user">The account's SID.</param>
    public bool IsWritableByOthers(string user) => Entries is null || Entries.Any(e => e.OpensForWriting && !IsTrusted(e.Account, user));

    /// <exception cref="FormatException">It is no security descriptor.</exception>
    public static FileSecurity Parse(byte[] descriptor)
    {
        try
        {
            var hasList = (BitConverter.ToUInt16(descriptor, ControlAt) & DaclPresent) != 0;
            return new FileSecurity(Sid(descriptor, Offset(OwnerAt)), hasList && Offset(ListAt) is var list and not 0 ? List(descriptor, list) : null);

            int Offset(int at) => BitConverter.ToInt32(descriptor, at);
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw new FormatException("The security descriptor ends too early.", e);
        }
    }

    // The owner is looked at by himself, so his rights are nobody else's.
    private static bool IsTrusted(string account, string user) =>
        account == user || account is LocalSystem or Administrators or TrustedInstaller or OwnerRights or CreatorOwner;

    private static List<AccessEntry> List(byte[] bytes, int start)
    {
        var entries = new List<AccessEntry>();
        var count = BitConverter.ToUInt16(bytes, start + 4);
        for (var at = start + ListHeader; entries.Count < count; at += BitConverter.ToUInt16(bytes, at + 2))
        {
            var kind = bytes[at];
            var isPlain = kind is AccessEntry.Allowed or AccessEntry.Denied or AccessEntry.AllowedCallback;
            entries.Add(new AccessEntry(kind, bytes[at + 1], BitConverter.ToUInt32(bytes, at + 4), isPlain ? Sid(bytes, at + EntryHeader)! : Everyone));
        }
        return entries;
    }

    /// <summary>The SID at an offset, as Windows shows it; null at 0, where there is none.</summary>
    private static string? Sid(byte[] bytes, int at)
    {
        if (at == 0) return null;
        ulong authority = 0;
        for (var i = 2; i < 8; i++) authority = authority << 8 | bytes[at + i];
        var text = new StringBuilder("S-").Append(bytes[at]).Append('-').Append(authority);
        for (var i = 0; i < bytes[at + 1]; i++) text.Append('-').Append(BitConverter.ToUInt32(bytes, at + 8 + 4 * i).ToString(CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
