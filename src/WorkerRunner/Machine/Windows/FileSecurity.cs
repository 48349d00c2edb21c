using System.Security.AccessControl;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Who owns a file and who has which rights to it, and whether that is private; asking the system is somebody else's task.
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

    /// <summary>Whether it belongs to an account or to one that can take every file: SYSTEM, Administrators.</summary>
    /// <param name="user">The account's SID.</param>
    public bool BelongsTo(string user) => Owner == user || Owner is LocalSystem or Administrators;

    /// <summary>Whether anybody else than an account and those who administer the machine may read or write it.</summary>
    /// <param name="user">The account's SID.</param>
    public bool IsLoose(string user) => Entries is null || Entries.Any(e => e.Opens && !IsTrusted(e.Account, user));

    /// <summary>Whether anybody else than those may write it.</summary>
    /// <param name="user">The account's SID.</param>
    public bool IsWritableByOthers(string user) => Entries is null || Entries.Any(e => e.OpensForWriting && !IsTrusted(e.Account, user));

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    /// <summary>What a self-relative security descriptor says, as the system gives it.</summary>
    public static FileSecurity Of(RawSecurityDescriptor descriptor) =>
        new(descriptor.Owner?.Value, descriptor.DiscretionaryAcl?.Cast<GenericAce>().Select(AccessEntry.Of).ToList());
#pragma warning restore CA1416

    // The owner is looked at by himself, so his rights are nobody else's.
    private static bool IsTrusted(string account, string user) =>
        account == user || account is LocalSystem or Administrators or TrustedInstaller or OwnerRights or CreatorOwner;
}
