using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Linux: statx(2), whose structure is the same on every architecture, as that of stat(2) is not.</summary>
internal sealed class LinuxFileCalls(Architecture architecture) : IUnixFileCalls
{
    private const int DoNotWait = 0x800;
    private const int NoTerminal = 0x100;
    private const int CloseOnExec = 0x80000;
    private const int NoLink = 0x20000;
    private const int NoLinkOnArm = 0x8000;

    private const int CurrentFolder = -100; // AT_FDCWD
    private const int LinkItself = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int DescriptorItself = 0x1000; // AT_EMPTY_PATH
    private const uint BasicFields = 0x7ff;
    private const int Size = 256;

    public int ReadFlags => DoNotWait | NoTerminal | CloseOnExec | (architecture is Architecture.Arm or Architecture.Arm64 ? NoLinkOnArm : NoLink);

    public int Look(SafeHandle file, out FileStatus status)
    {
        var fields = new byte[Size];
        var result = LibC.StatX(file, "", DescriptorItself, BasicFields, fields);
        status = Parse(fields);
        return result;
    }

    public int Look(string path, out FileStatus status)
    {
        var fields = new byte[Size];
        var result = LibC.StatX(CurrentFolder, path, LinkItself, BasicFields, fields);
        status = Parse(fields);
        return result;
    }

    private static FileStatus Parse(byte[] fields) => new(BitConverter.ToUInt16(fields, 28), BitConverter.ToUInt32(fields, 20), BitConverter.ToUInt32(fields, 24));
}
