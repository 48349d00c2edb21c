namespace WorkerRunner.Machine.Windows;

/// <summary>An access control entry.</summary>
/// <param name="Kind">Its type, as winnt.h numbers them.</param>
/// <param name="Flags">How it is inherited.</param>
/// <param name="Rights">The access mask.</param>
/// <param name="Account">Whose rights these are: a SID; of an entry that is more complicated than that, everybody's.</param>
internal readonly record struct AccessEntry(byte Kind, byte Flags, uint Rights, string Account)
{
    public const byte Allowed = 0;
    public const byte Denied = 1;
    public const byte AllowedCallback = 9;

    private const byte DeniedObject = 6;
    private const byte DeniedCallback = 10;
    private const byte DeniedCallbackObject = 12;
    private const byte InheritOnly = 8;

    // FILE_READ_DATA and GENERIC_READ.
    private const uint Read = 0x1 | 0x80000000;

    // FILE_WRITE_DATA, FILE_APPEND_DATA; WRITE_DAC and WRITE_OWNER, by which one gets them; GENERIC_ALL, GENERIC_WRITE.
    private const uint Write = 0x2 | 0x4 | 0x40000 | 0x80000 | 0x10000000 | 0x40000000;

    /// <summary>
    /// Whether it lets somebody read or write the file. One with a condition counts as if the condition were met, and one whose type is not
    /// known as if it allowed something.
    /// </summary>
    public bool Opens => Allows(Read | Write);

    /// <summary>Whether it lets somebody write the file, likewise.</summary>
    public bool OpensForWriting => Allows(Write);

    private bool Allows(uint rights) =>
        Kind is not (Denied or DeniedObject or DeniedCallback or DeniedCallbackObject) && (Flags & InheritOnly) == 0 && (Rights & rights) != 0;
}
