using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>A descriptor, and what its permission bits mean for us.</summary>
internal sealed class UnixPrivateFile : IPrivateFile
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int OthersBits = 0x3f; // 0077
    private const int OthersMayWrite = 0x12; // 0022
    private const int StrangersBits = 0x7; // 0007
    private const uint Root = 0;
    private const int BlockSize = 64 * 1024;

    private readonly string path;
    private readonly UnixFileHandle file;

    /// <param name="path">What errors call it.</param>
    /// <param name="file">The descriptor, which is closed with this.</param>
    /// <param name="status">What the descriptor leads to.</param>
    /// <param name="user">Who we are.</param>
    /// <exception cref="FileGuardException">It belongs to somebody else, or somebody else may write root's.</exception>
    public UnixPrivateFile(string path, UnixFileHandle file, FileStatus status, uint user)
    {
        this.path = path;
        this.file = file;
        if (FileGuardException.Of(path, status.Kind) is { } wrong) throw wrong;
        CanTighten = status.Owner == user;
        if (!CanTighten && status.Owner != Root)
            throw new FileGuardException(
                $"{path} belongs to user {status.Owner}, but this process runs as user {user}.",
                "It may hold secrets, and its owner could change it at any time: make the user who runs this its owner (chown).");
        if (!CanTighten && (status.Permissions & OthersMayWrite) != 0)
            throw new FileGuardException(
                $"{path} belongs to root, but others can write to it ({Convert.ToString(status.Permissions, 8)}), and this process runs as user {user}.",
                "Anyone with write access could change it at any time: run chmod go-w, as root.");
        // It is by its group that we may read root's file.
        IsLoose = (status.Permissions & (CanTighten ? OthersBits : StrangersBits)) != 0;
    }

    public bool IsLoose { get; }

    public bool CanTighten { get; }

    public void Tighten()
    {
        if (LibC.SetMode(file, OwnerOnly) != 0)
            throw new FileGuardException(
                $"The permissions of {path} could not be changed to 0600: {LibC.Reason(Marshal.GetLastWin32Error())}.", "Change them by hand: chmod 0600.");
    }

    public byte[] Read(int largest)
    {
        using var content = new MemoryStream();
        var block = new byte[BlockSize];
        while (content.Length <= largest)
        {
            var count = LibC.Read(file, block, (UIntPtr)Math.Min(block.Length, largest + 1 - content.Length)).ToInt64();
            if (count < 0) throw new IOException($"{path} cannot be read: {LibC.Reason(Marshal.GetLastWin32Error())}.");
            if (count == 0) break;
            content.Write(block, 0, (int)count);
        }
        return content.ToArray();
    }

    public void Dispose() => file.Dispose();
}
