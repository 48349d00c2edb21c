namespace WorkerRunner.Machine.Unix;

/// <summary>What a Unix system tells of a file.</summary>
/// <param name="Mode">Its type and its permission bits, which have the same values on all systems.</param>
/// <param name="Owner">The user whose it is.</param>
/// <param name="Group">The group whose it is.</param>
internal readonly record struct FileStatus(int Mode, uint Owner, uint Group)
{
    private const int TypeMask = 0xf000;

    public int Permissions => Mode & 0x1ff;

    public FileKind Kind => (Mode & TypeMask) switch
    {
        0x8000 => FileKind.Regular,
        0x4000 => FileKind.Folder,
        0xa000 => FileKind.Link,
        _ => FileKind.Special,
    };
}
