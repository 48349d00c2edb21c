using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Windows;

/// <summary>The system's own calls for files, for what the framework has no name for. A path is a full one and may be of any length.</summary>
internal static class WindowsFile
{
    public const uint GenericWrite = 0x40000000;
    public const uint ReadControl = 0x20000;
    public const uint WriteDacl = 0x40000;
    public const uint ReadAttributes = 0x80;

    private const uint ShareAll = 7;
    private const uint CreateNewFile = 1;
    private const uint OpenExisting = 3;
    private const uint NormalFile = 0x80;
    private const uint OpenFoldersToo = 0x02000000; // FILE_FLAG_BACKUP_SEMANTICS
    private const uint ReplaceExisting = 1;
    private const uint WriteThrough = 8;
    private const uint DiskFile = 1;
    private const uint FolderAttribute = 0x10;
    private const int FileInformationSize = 52; // BY_HANDLE_FILE_INFORMATION, which begins with the attributes
    private const int LongestPlainPath = 259;

    /// <summary>Opens what is there, a folder too; the handle is invalid where that fails, and the last error says why.</summary>
    public static SafeFileHandle Open(string path, uint access) =>
        CreateFile(AnyLength(path), access, ShareAll, IntPtr.Zero, OpenExisting, OpenFoldersToo, IntPtr.Zero);

    /// <summary>Creates a file for writing that nobody else can open meanwhile; the handle is invalid where that fails.</summary>
    public static SafeFileHandle CreateNew(string path, SecurityDescriptor security)
    {
        var attributes = new SecurityAttributes { Length = Marshal.SizeOf<SecurityAttributes>(), Descriptor = security.DangerousGetHandle() };
        var file = CreateFile(AnyLength(path), GenericWrite, 0, ref attributes, CreateNewFile, NormalFile, IntPtr.Zero);
        GC.KeepAlive(security);
        return file;
    }

    /// <summary>Whether it is a file on a disk: no folder, device or pipe.</summary>
    public static bool IsRegular(SafeFileHandle file)
    {
        var information = new byte[FileInformationSize];
        return GetFileType(file) == DiskFile
            && GetFileInformationByHandle(file, information)
            && (BitConverter.ToUInt32(information, 0) & FolderAttribute) == 0;
    }

    /// <summary>Puts one file in the place of another in one step; its security goes with it.</summary>
    /// <returns>The system's error; 0 where it was done.</returns>
    public static int Move(string source, string destination) =>
        MoveFileEx(AnyLength(source), AnyLength(destination), ReplaceExisting | WriteThrough) ? 0 : Marshal.GetLastWin32Error();

    /// <summary>
    /// The form in which Windows takes long paths. Short ones stay as they are: in the other form the names of devices mean files.
    /// </summary>
    public static string AnyLength(string path) => path switch
    {
        { Length: <= LongestPlainPath } => path,
        _ when path.StartsWith(@"\\?\", StringComparison.Ordinal) => path,
        _ when path.StartsWith(@"\\", StringComparison.Ordinal) => @"\\?\UNC\" + path.Substring(2),
        _ => @"\\?\" + path,
    };

    [DllImport("kernel32.dll", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, SetLastError = true)]
    private static extern SafeFileHandle CreateFile(
        string path, uint access, uint share, IntPtr security, uint disposition, uint flags, IntPtr template);

    [DllImport("kernel32.dll", EntryPoint = "CreateFileW", CharSet = CharSet.Unicode, SetLastError = true)]
    private static extern SafeFileHandle CreateFile(
        string path, uint access, uint share, ref SecurityAttributes security, uint disposition, uint flags, IntPtr template);

    [DllImport("kernel32.dll")]
    private static extern uint GetFileType(SafeFileHandle file);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandle(SafeFileHandle file, [Out] byte[] information);

    [DllImport("kernel32.dll", EntryPoint = "MoveFileExW", CharSet = CharSet.Unicode, SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool MoveFileEx(string source, string destination, uint flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct SecurityAttributes
    {
        public int Length;
        public IntPtr Descriptor;
        public int InheritHandle;
    }
}
