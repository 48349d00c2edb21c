using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Principal;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Access control lists: a private file is the current user's, SYSTEM's and Administrators', and inherits nothing from its folder. Where a
/// file is a link, what it leads to counts, as it does for reading.
/// </summary>
/// <param name="pause">How to wait between two tries; null for the real thing.</param>
internal sealed class WindowsFileGuard(Action<TimeSpan>? pause = null) : IFileGuard
{
    private const int OthersBits = 0x3f; // 0077
    private const int ReplaceTries = 20;
    private static readonly TimeSpan ReplacePause = TimeSpan.FromMilliseconds(100);
    private const int AccessDenied = 5;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;
    private const int FileObject = 1;
    private const uint OwnerSecurity = 0x1;
    private const uint DaclSecurity = 0x4;
    private const uint Protected = 0x80000000;
    private const uint Unprotected = 0x20000000;

    private readonly Action<TimeSpan> pause = pause ?? Thread.Sleep;

    public bool IsLoose(string path)
    {
        using var file = WindowsFile.Open(path, WindowsFile.ReadControl | WindowsFile.ReadAttributes);
        if (file.IsInvalid) throw Failed(path, "cannot be looked at", Marshal.GetLastWin32Error());
        if (!WindowsFile.IsRegular(file)) throw new FileGuardException($"{path} is not a regular file.");
        var user = SecurityDescriptor.CurrentUser;
        var security = SecurityOf(file, path);
        if (!security.BelongsTo(user))
            throw new FileGuardException(
                $"{path} belongs to {NameOf(security.Owner)}, but this process runs as {NameOf(user)}.",
                $"It may hold secrets, and its owner could change it at any time: give it to Administrators (icacls \"{path}\" /setowner *S-1-5-32-544).");
        return security.IsLoose(user);
    }

    public void Tighten(string path)
    {
        using var file = WindowsFile.Open(path, WindowsFile.WriteDacl);
        using var security = SecurityDescriptor.FromSddl(PrivateList(SecurityDescriptor.CurrentUser));
        if (!file.IsInvalid && SetKernelObjectSecurity(file, DaclSecurity | Protected, security)) return;
        var error = new Win32Exception();
        throw new FileGuardException(
            $"The access rights of {path} could not be taken from others: {error.Message}.",
            $"Do it by hand: icacls \"{path}\" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F. The disk must know access rights, as NTFS does.", error);
    }

    public FileStream CreatePrivate(string path)
    {
        var user = SecurityDescriptor.CurrentUser;
        using var security = SecurityDescriptor.FromSddl($"O:{user}{PrivateList(user)}");
        var file = WindowsFile.CreateNew(path, security);
        return file.IsInvalid ? throw Failed(path, "cannot be created", Marshal.GetLastWin32Error()) : new FileStream(file, FileAccess.Write);
    }

    /// <summary>What others may see has the rights of its folder; what is its owner's alone stays private.</summary>
    public void Publish(string path, int mode)
    {
        if ((mode & OthersBits) == 0) return;
        // An empty list that is not protected: the system adds what the folder hands down.
        using var security = SecurityDescriptor.FromSddl("D:");
        if (!GetSecurityDescriptorDacl(security, out _, out var list, out _)) throw new Win32Exception();
        var error = SetNamedSecurityInfo(WindowsFile.AnyLength(path), FileObject, DaclSecurity | Unprotected, IntPtr.Zero, IntPtr.Zero, list, IntPtr.Zero);
        if (error != 0) throw Failed(path, "cannot be given the access rights of its folder", error);
    }

    /// <summary>A virus scanner may have either file open for a moment: that is waited for, 2 s at most.</summary>
    public void Replace(string source, string destination)
    {
        for (var tries = 1; ; tries++)
        {
            var error = WindowsFile.Move(source, destination);
            if (error == 0) return;
            if (error is not (AccessDenied or SharingViolation or LockViolation) || tries == ReplaceTries || Directory.Exists(destination))
                throw Failed(destination, "cannot be replaced", error);
            pause(ReplacePause);
        }
    }

    public bool IsWritable(string folder) => true;

    /// <summary>There is no such right as on Unix: what a file's name does not rule out is for the system to judge when it is started.</summary>
    public bool IsExecutable(string path) => true;

    private static string PrivateList(string user) => $"D:P(A;;FA;;;{user})(A;;FA;;;SY)(A;;FA;;;BA)";

    private static FileSecurity SecurityOf(SafeFileHandle file, string path)
    {
        GetKernelObjectSecurity(file, OwnerSecurity | DaclSecurity, [], 0, out var size);
        var descriptor = new byte[size];
        return GetKernelObjectSecurity(file, OwnerSecurity | DaclSecurity, descriptor, size, out _)
            ? FileSecurity.Parse(descriptor)
            : throw Failed(path, "does not tell its access rights", Marshal.GetLastWin32Error());
    }

    private static IOException Failed(string path, string what, int error) => new($"{path} {what}: {new Win32Exception(error).Message}.");

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    /// <summary>An account's name, with its SID where it has no name any more.</summary>
    private static string NameOf(string? sid)
    {
        if (sid is null) return "nobody";
        try
        {
            return new SecurityIdentifier(sid).Translate(typeof(NTAccount)).Value;
        }
        catch (SystemException)
        {
            // Nobody knows it here any more, or its domain does not answer.
            return sid;
        }
    }
#pragma warning restore CA1416

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetKernelObjectSecurity(SafeFileHandle file, uint what, [Out] byte[] descriptor, int length, out int needed);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool SetKernelObjectSecurity(SafeFileHandle file, uint what, SecurityDescriptor descriptor);

    [DllImport("advapi32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetSecurityDescriptorDacl(
        SecurityDescriptor descriptor, [MarshalAs(UnmanagedType.Bool)] out bool isPresent, out IntPtr list, [MarshalAs(UnmanagedType.Bool)] out bool isDefault);

    [DllImport("advapi32.dll", EntryPoint = "SetNamedSecurityInfoW", CharSet = CharSet.Unicode)]
    private static extern int SetNamedSecurityInfo(
        string name, int kind, uint what, IntPtr owner, IntPtr group, IntPtr dacl, IntPtr sacl);
}
