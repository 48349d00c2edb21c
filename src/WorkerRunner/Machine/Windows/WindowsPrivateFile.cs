using System.ComponentModel;
using System.Security.AccessControl;
using System.Security.Principal;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Windows;

/// <summary>A handle, and what its access control list means for us.</summary>
internal sealed class WindowsPrivateFile : IPrivateFile
{
    private const int BlockSize = 64 * 1024;

    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly string user = SecurityDescriptor.CurrentUser;

    /// <param name="path">What errors call it.</param>
    /// <param name="file">The handle, which is closed with this.</param>
    /// <param name="canTighten">Whether the handle has the right to change the list.</param>
    /// <exception cref="FileGuardException">It belongs to somebody else, or others may write it and we cannot change that.</exception>
    public WindowsPrivateFile(string path, SafeFileHandle file, bool canTighten)
    {
        this.path = path;
        this.file = file;
        CanTighten = canTighten;
        if (FileGuardException.Of(path, WindowsFile.KindOf(file)) is { } wrong) throw wrong;
        var security = SecurityOf(file, path);
        if (!security.BelongsTo(user))
            throw new FileGuardException(
                $"{path} belongs to {NameOf(security.Owner)}, but this process runs as {NameOf(user)}.",
                $"It may hold secrets, and its owner could change it at any time: make Administrators its owner (icacls \"{path}\" /setowner *S-1-5-32-544).");
        IsLoose = security.IsLoose(user);
        if (!canTighten && security.IsWritableByOthers(user)) throw NotTightened(new Win32Exception(WindowsFile.AccessDenied));
    }

    public bool IsLoose { get; }

    public bool CanTighten { get; }

    public void Tighten()
    {
        using var security = SecurityDescriptor.FromSddl(SecurityDescriptor.PrivateList(user));
        if (!HandleSecurity.SetList(file, security)) throw NotTightened(new Win32Exception());
    }

    public byte[] Read(int largest)
    {
        using var content = new MemoryStream();
        // Not disposed of: it would close the handle.
        var stream = new FileStream(file, FileAccess.Read, bufferSize: 1);
        stream.Seek(0, SeekOrigin.Begin);
        var block = new byte[BlockSize];
        while (content.Length <= largest)
        {
            var count = stream.Read(block, 0, (int)Math.Min(block.Length, largest + 1 - content.Length));
            if (count == 0) break;
            content.Write(block, 0, count);
        }
        return content.ToArray();
    }

    public void Dispose() => file.Dispose();

    private FileGuardException NotTightened(Win32Exception error) => new(
        $"The access of others to {path} could not be removed: {error.Message}.",
        $"Do it by hand: icacls \"{path}\" /inheritance:r /grant:r *S-1-5-18:F *S-1-5-32-544:F. The file system must support access control, as NTFS does.", error);

#pragma warning disable CA1416 // Everything in this folder is Windows's; HostMachine sees to it.
    private static FileSecurity SecurityOf(SafeFileHandle file, string path) => FileSecurity.Of(new RawSecurityDescriptor(HandleSecurity.Read(file, path), 0));

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
}
