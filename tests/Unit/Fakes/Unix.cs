using System.Runtime.InteropServices;

namespace WorkerRunner.Tests.Fakes;

/// <summary>What .NET has no name for.</summary>
internal static class Unix
{
    /// <summary>Gives a file to another user.</summary>
    public static void Give(string path, uint user) => Assert.Equal(0, Chown(path, user, uint.MaxValue));

    /// <summary>Makes a pipe with a name.</summary>
    public static void MakeFifo(string path) => Assert.Equal(0, MkFifo(path, 0x180));

    [DllImport("libc", EntryPoint = "chown", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Chown([MarshalAs(UnmanagedType.LPStr)] string path, uint owner, uint group);

    [DllImport("libc", EntryPoint = "mkfifo", BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MkFifo([MarshalAs(UnmanagedType.LPStr)] string path, uint mode);
}
