using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Permission bits: a private file is 0600, or tighter if its owner made it so.</summary>
/// <param name="calls">The system's.</param>
internal sealed class UnixFileGuard(IUnixFileCalls calls) : IFileGuard
{
    private const int OwnerOnly = 0x180; // 0600

    public IPrivateFile Open(string path)
    {
        var descriptor = LibC.Open(path, calls.ReadFlags);
        if (descriptor < 0) throw CannotOpen(path, Marshal.GetLastWin32Error());
        var file = new UnixFileHandle(descriptor);
        try
        {
            if (calls.Look(file, out var status) != 0) throw Failed(path, "cannot be examined", Marshal.GetLastWin32Error());
            return new UnixPrivateFile(path, file, status, LibC.CurrentUser);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public FileKind KindOf(string path) => StatusOf(path)?.Kind ?? FileKind.None;

    public bool IsRegular(FileStream file) => calls.Look(file.SafeFileHandle, out var status) == 0 && status.Kind == FileKind.Regular;

    public FileStream CreatePrivate(string path, int mode) => NewFile.Create(path, mode);

    public FileStream CreateInPlaceOf(string path, int mode, string other)
    {
        if (StatusOf(other) is not { } status) return NewFile.Create(path, mode);
        var file = NewFile.Create(path, OwnerOnly);
        try
        {
            // The owner first: a change of it may take permissions away.
            if (LibC.SetOwner(file.SafeFileHandle, status.Owner, status.Group) != 0)
                throw Failed(other, $"belongs to user {status.Owner} and group {status.Group}, and a replacement cannot be given to them", Marshal.GetLastWin32Error());
            if (LibC.SetMode(file.SafeFileHandle, (uint)status.Permissions) != 0)
                throw Failed(path, "cannot be given its permissions", Marshal.GetLastWin32Error());
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Replace(string source, string destination) => AtomicMove.Over(source, destination);

    public void KeepAside(string path, string backup)
    {
        if (LibC.Link(path, backup) != 0) File.Move(path, backup);
    }

    public bool IsWritable(string folder) => LibC.CanCreateIn(folder);

    public bool IsExecutable(string path) => LibC.CanExecute(path);

    private FileStatus? StatusOf(string path)
    {
        if (calls.Look(path, out var status) == 0) return status;
        var error = Marshal.GetLastWin32Error();
        return LibC.IsMissing(error) ? null : throw Failed(path, "cannot be examined", error);
    }

    /// <summary>Each system has another number for "it is a link" and "it is a socket": what is there tells better.</summary>
    private Exception CannotOpen(string path, int error)
    {
        if (LibC.IsMissing(error)) return new FileNotFoundException($"{path} does not exist.", path);
        var isSeen = calls.Look(path, out var status) == 0;
        return isSeen && FileGuardException.Of(path, status.Kind) is { } wrong ? wrong : Failed(path, "cannot be opened", error);
    }

    private static IOException Failed(string path, string what, int error) => new($"{path} {what}: {LibC.Reason(error)}.");
}
