#if !NET
using WorkerRunner.Machine.Unix;
#endif

namespace WorkerRunner.Machine;

/// <summary>On Unix: creates a file with its permission bits in one step where the framework can (.NET), else before anything is written.</summary>
internal static class PrivateFileCreation
{
    public static FileStream CreateNew(string path, int mode)
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
