using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>macOS: fstat(2) and lstat(2) with 64-bit inodes, which have names of their own on Intel's processors (sys/stat.h).</summary>
internal sealed class MacFileCalls(Architecture architecture) : IUnixFileCalls
{
    private const int DoNotWait = 0x4;
    private const int NoLink = 0x100;
    private const int NoTerminal = 0x20000;
    private const int CloseOnExec = 0x1000000;
    private const int Size = 144;

    public int ReadFlags => DoNotWait | NoLink | NoTerminal | CloseOnExec;

    public int Look(SafeHandle file, out FileStatus status)
    {
        var fields = new byte[Size];
        var result = architecture == Architecture.X64 ? LibC.FStatOnIntel(file, fields) : LibC.FStat(file, fields);
        status = Parse(fields);
        return result;
    }

    public int Look(string path, out FileStatus status)
    {
        var fields = new byte[Size];
        var result = architecture == Architecture.X64 ? LibC.LStatOnIntel(path, fields) : LibC.LStat(path, fields);
        status = Parse(fields);
        return result;
    }

    /// <summary>Reads a <c>struct stat</c>.</summary>
    internal static FileStatus Parse(byte[] fields) => new(BitConverter.ToUInt16(fields, 4), BitConverter.ToUInt32(fields, 16), BitConverter.ToUInt32(fields, 20));
}
