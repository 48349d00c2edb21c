using System.Runtime.InteropServices;

namespace WorkerRunner.Tests.Fakes;

/// <summary>What .NET has no name for.</summary>
internal static class Unix
{
    /// <summary>Gives a file to another user.</summary>
    public static void Give(string path, uint user) => Assert.Equal(0, Chown(path, user, uint.MaxValue));

    /// <summary>Makes a pipe with a name.</summary>
    public static void MakeFifo(string path) => Assert.Equal(0, MkFifo(path, 0x180));

    /// <summary>Makes a device that takes everything and gives nothing, as /dev/null is; only root may.</summary>
    public static void MakeNullDevice(string path) => Assert.Equal(0, MkNod(path, 0x2000 | 0x1b6, 0x103));

    /// <summary>Makes a socket that nobody listens at.</summary>
    public static void MakeSocket(string path) => Assert.Equal(0, MkNod(path, 0xc000 | 0x180, 0));

    /// <summary>Makes a link that leads to a path.</summary>
    public static void MakeLink(string path, string destination) => Assert.Equal(0, SymLink(destination, path));

    [DllImport("libc", EntryPoint = "chown", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Chown([MarshalAs(UnmanagedType.LPStr)] string path, uint owner, uint group);

    [DllImport("libc", EntryPoint = "mkfifo", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MkFifo([MarshalAs(UnmanagedType.LPStr)] string path, uint mode);

    [DllImport("libc", EntryPoint = "mknod", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MkNod([MarshalAs(UnmanagedType.LPStr)] string path, uint mode, ulong device);

    [DllImport("libc", EntryPoint = "symlink", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SymLink([MarshalAs(UnmanagedType.LPStr)] string destination, [MarshalAs(UnmanagedType.LPStr)] string path);
}
