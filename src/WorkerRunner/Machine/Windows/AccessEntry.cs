using System.Security.AccessControl;

namespace WorkerRunner.Machine.Windows;

/// <summary>An access control entry.</summary>
/// <param name="IsEffective">Whether it grants something for the file itself: it denies nothing, and is not only handed down.</param>
/// <param name="Rights">The access mask.</param>
/// <param name="Account">Whose rights these are: a SID; of an entry that is more complicated than that, everybody's.</param>
internal readonly record struct AccessEntry(bool IsEffective, uint Rights, string Account)
{
    private const string Everyone = "S-1-1-0";

    // FILE_READ_DATA and GENERIC_READ.
    private const uint Read = 0x1 | 0x80000000;

    // FILE_WRITE_DATA, FILE_APPEND_DATA; WRITE_DAC and WRITE_OWNER, by which one gets them; GENERIC_ALL, GENERIC_WRITE.
    private const uint Write = 0x2 | 0x4 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000;

    /// <summary>Whether it lets somebody read or write the file.</summary>
    public bool Opens => IsEffective && (Rights & (Read | Write)) != 0;

    /// <summary>Whether it lets somebody write the file.</summary>
    public bool OpensForWriting => IsEffective && (Rights & Write) != 0;

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    /// <summary>One with a condition counts as if the condition were met, and one of a kind that is not known as if it allowed everything.</summary>
    public static AccessEntry Of(GenericAce entry)
    {
        var isDenial = entry is QualifiedAce { AceQualifier: AceQualifier.AccessDenied };
        return new AccessEntry(
            !isDenial && (entry.AceFlags & AceFlags.InheritOnly) == 0,
            entry is KnownAce known ? unchecked((uint)known.AccessMask) : uint.MaxValue,
            entry is CommonAce plain ? plain.SecurityIdentifier.Value : Everyone);
    }
#pragma warning restore CA1416
}
