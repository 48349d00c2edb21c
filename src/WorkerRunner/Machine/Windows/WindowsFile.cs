using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>The system's own calls for files, for what the framework has no name for. A path is a full one and may be of any length.</summary>
internal static class WindowsFile
{
    public const uint GenericRead = 0x80000000;
    public const uint GenericWrite = 0x40000000;
    public const uint ReadControl = 0x20000;
    public const uint WriteDacl = 0x40000;
    public const uint ReadAttributes = 0x80;

    public const int FileNotFound = 2;
    public const int PathNotFound = 3;
    public const int AccessDenied = 5;

    private const uint ShareAll = 7;
    private const uint CreateNewFile = 1;
    private const uint OpenExisting = 3;
    private const uint NormalFile = 0x80;
    private const uint OpenFoldersToo = 0x02000000; // FILE_FLAG_BACKUP_SEMANTICS
    private const uint OpenLinkItself = 0x00200000; // FILE_FLAG_OPEN_REPARSE_POINT
    private const uint Anonymously = 0x00100000; // SECURITY_SQOS_PRESENT: the other end of a pipe must not act in our name.
    private const uint ReplaceExisting = 1;
    private const uint WriteThrough = 8;
    private const uint DiskFile = 1;
    private const int AttributesAndTag = 9; // FileAttributeTagInfo
    private const uint FolderAttribute = 0x10;
    private const uint ReparseAttribute = 0x400;
    private const uint NameSurrogate = 0x20000000; // of a reparse tag: a link, a junction, a mount point
    private const int LongestPlainPath = 259;

    /// <summary>Opens what is there, a folder too, and a link itself rather than what it leads to.</summary>
    /// <returns>The handle; null where that fails, with the system's error.</returns>
    public static (SafeFileHandle? File, int Error) Open(string path, uint access)
    {
        var (file, error) = Open(path, access, OpenLinkItself);
        // What is neither a link nor plain, as a file that was deduplicated, is read by whoever made it so.
        if (file is null || KindOf(file) != FileKind.Regular || (Tag(file).Attributes & ReparseAttribute) == 0) return (file, error);
        file.Dispose();
        return Open(path, access, 0);
    }

    /// <summary>Creates a file for writing that nobody else can open meanwhile.</summary>
    /// <param name="path">Where.</param>
    /// <param name="security">A security descriptor; zero for that which its folder hands down.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static SafeFileHandle CreateNew(string path, IntPtr security)
    {
        var attributes = new SecurityAttributes(security);
        var file = CreateFile(AnyLength(path), GenericWrite, 0, ref attributes, CreateNewFile, NormalFile, IntPtr.Zero);
        var error = Marshal.GetLastWin32Error();
        return file.IsInvalid ? throw Failed(path, "cannot be created", error) : file;
    }

    /// <summary>What an open file is; a link where the link itself was opened.</summary>
    public static FileKind KindOf(SafeFileHandle file)
    {
        if (GetFileType(file) != DiskFile) return FileKind.Special;
        var (attributes, tag) = Tag(file);
        if ((attributes & ReparseAttribute) != 0 && (tag & NameSurrogate) != 0) return FileKind.Link;
        return (attributes & FolderAttribute) != 0 ? FileKind.Folder : FileKind.Regular;
    }

    /// <summary>Puts one file in the place of another in one step; its security goes with it.</summary>
    /// <returns>The system's error; 0 where it was done.</returns>
    public static int Move(string source, string destination) =>
        MoveFileEx(AnyLength(source), AnyLength(destination), ReplaceExisting | WriteThrough) ? 0 : Marshal.GetLastWin32Error();

    /// <summary>Gives a file a second name; false where the disk knows none.</summary>
    public static bool Link(string path, string another) => CreateHardLink(AnyLength(another), AnyLength(path), IntPtr.Zero);

    /// <summary>An error in the system's words; the number has to be asked for right after the call.</summary>
    public static IOException Failed(string path, string what, int error) => new($"{path} {what}: {new Win32Exception(error).Message}.");

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

    private static (SafeFileHandle? File, int Error) Open(string path, uint access, uint flags)
    {
        var none = new SecurityAttributes(IntPtr.Zero);
        var file = CreateFile(AnyLength(path), access, ShareAll, ref none, OpenExisting, OpenFoldersToo | Anonymously | flags, IntPtr.Zero);
        var error = Marshal.GetLastWin32Error();
        return file.IsInvalid ? (null, error) : (file, 0);
    }

    private static (uint Attributes, uint Tag) Tag(SafeFileHandle file)
    {
        var information = new byte[8];
        return GetFileInformationByHandleEx(file, AttributesAndTag, information, information.Length)
            ? (BitConverter.ToUInt32(information, 0), BitConverter.ToUInt32(information, 4))
            : throw new IOException($"The system does not report the type of a file: {new Win32Exception().Message}.");
    }
}
