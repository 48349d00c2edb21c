#if !NET
using WorkerRunner.Machine.Unix;
#endif

namespace WorkerRunner.Machine;

/// <summary>
/// On Unix: creates a file with its permission bits, less the umask, in one step where the framework can (.NET); else the bits are set before
/// anything is written, whatever the umask.
/// </summary>
internal static class NewFile
{
    public static FileStream Create(string path, int mode)
    {
#if NET
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = (UnixFileMode)mode;
        return new FileStream(path, options);
#else
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        LibC.SetMode(path, mode);
        return file;
#endif
    }
}
