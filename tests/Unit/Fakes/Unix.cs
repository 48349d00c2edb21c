using System.Runtime.InteropServices;

namespace WorkerRunner.Tests.Fakes;

/// <summary>What .NET has no name for.</summary>
internal static partial class Unix
{
    /// <summary>Gives a file to another user.</summary>
    public static void Give(string path, uint user) => Assert.Equal(0, Chown(path, user, uint.MaxValue));

    /// <summary>Makes a pipe with a name.</summary>
    public static void MakeFifo(string path) => Assert.Equal(0, MkFifo(path, 0x180));

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkFifo(string path, uint mode);
}
