using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Windows;

/// <summary>Access control lists: a private file is the current user's, SYSTEM's and Administrators', and inherits nothing from its folder.</summary>
/// <param name="pause">How to wait between two tries; null for the real thing.</param>
internal sealed class WindowsFileGuard(Action<TimeSpan>? pause = null) : IFileGuard
{
    private const int ReplaceTries = 20;
    private static readonly TimeSpan ReplacePause = TimeSpan.FromMilliseconds(100);
    private const int SharingViolation = 32;
    private const int LockViolation = 33;

    private readonly Action<TimeSpan> pause = pause ?? Thread.Sleep;

    public IPrivateFile Open(string path)
    {
        var (file, error) = WindowsFile.Open(path, WindowsFile.GenericRead | WindowsFile.WriteDacl);
        var canTighten = file is not null;
        if (error == WindowsFile.AccessDenied) (file, error) = WindowsFile.Open(path, WindowsFile.GenericRead);
        if (IsMissing(error)) throw new FileNotFoundException($"{path} does not exist.", path);
        if (file is null) throw WindowsFile.Failed(path, "cannot be opened", error);
        try
        {
            return new WindowsPrivateFile(path, file, canTighten);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public FileKind KindOf(string path)
    {
        var (file, error) = WindowsFile.Open(path, WindowsFile.ReadAttributes);
        if (file is null) return IsMissing(error) ? FileKind.None : throw WindowsFile.Failed(path, "cannot be examined", error);
        using (file) return WindowsFile.KindOf(file);
    }

    public bool IsRegular(FileStream file) => WindowsFile.KindOf(file.SafeFileHandle) == FileKind.Regular;

    public FileStream CreatePrivate(string path, int mode)
    {
        var user = SecurityDescriptor.CurrentUser;
        using var security = SecurityDescriptor.FromSddl($"O:{user}{SecurityDescriptor.PrivateList(user)}");
        return new FileStream(WindowsFile.CreateNew(path, security.DangerousGetHandle()), FileAccess.Write);
    }

    public FileStream CreateInPlaceOf(string path, int mode, string other)
    {
        var (file, error) = WindowsFile.Open(other, WindowsFile.ReadControl | WindowsFile.ReadAttributes);
        if (IsMissing(error)) return new FileStream(WindowsFile.CreateNew(path, IntPtr.Zero), FileAccess.Write);
        if (file is null) throw WindowsFile.Failed(other, "cannot be examined", error);
        byte[] security;
        using (file) security = HandleSecurity.ReadList(file, other);
        var pinned = GCHandle.Alloc(security, GCHandleType.Pinned);
        try
        {
            return new FileStream(WindowsFile.CreateNew(path, pinned.AddrOfPinnedObject()), FileAccess.Write);
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>A virus scanner may have either file open for a moment: that is waited for, 2 s at most.</summary>
    public void Replace(string source, string destination)
    {
        for (var tries = 1; ; tries++)
        {
            var error = WindowsFile.Move(source, destination);
            if (error == 0) return;
            if (error is not (WindowsFile.AccessDenied or SharingViolation or LockViolation) || tries == ReplaceTries || Directory.Exists(destination))
                throw WindowsFile.Failed(destination, "cannot be replaced", error);
            pause(ReplacePause);
        }
    }

    public void KeepAside(string path, string backup)
    {
        if (!WindowsFile.Link(path, backup)) Replace(path, backup);
    }

    public bool IsWritable(string folder) => true;

    /// <summary>There is no such right as on Unix: what a file's name does not rule out is for the system to judge when it is started.</summary>
    public bool IsExecutable(string path) => true;

    private static bool IsMissing(int error) => error is WindowsFile.FileNotFound or WindowsFile.PathNotFound;
}
