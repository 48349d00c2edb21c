#if !NET
using WorkerRunner.Machine.Unix;
#endif

namespace WorkerRunner.Machine;

/// <summary>
/// Opens a file to add to, which others may read, write, rename and delete meanwhile; a new one with its permission bits, in one step where
/// the framework can (.NET).
/// </summary>
internal static class SharedFileCreation
{
    public static FileStream OpenOrCreate(string path, int mode)
    {
        const FileShare share = FileShare.ReadWrite | FileShare.Delete;
#if NET
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = (UnixFileMode)mode;
        return new FileStream(path, options);
#else
        var isNew = !File.Exists(path);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, share, bufferSize: 1);
        if (isNew && Path.DirectorySeparatorChar == '/') LibC.SetMode(path, mode);
        return file;
#endif
    }
}
