namespace WorkerRunner.Machine.Unix;

/// <summary>Permission bits: a private file is 0600, or tighter if its owner made it so.</summary>
internal sealed class UnixFileGuard : IFileGuard
{
    private const int OwnerOnly = 0x180; // 0600
    private const int OthersBits = 0x3f; // 0077
    private const int TypeMask = 0xf000;
    private const int RegularFile = 0x8000;

    public bool IsLoose(string path)
    {
        var (mode, owner) = LibC.Stat(path) ?? throw new FileNotFoundException($"{path} cannot be looked at.", path);
        if ((mode & TypeMask) != RegularFile) throw new FileGuardException($"{path} is not a regular file.");
        if (owner != LibC.CurrentUser)
            throw new FileGuardException(
                $"{path} belongs to user {owner}, but this process runs as user {LibC.CurrentUser}.",
                "It may hold secrets, and its owner could change it at any time: give it to the user who runs this (chown).");
        return (mode & OthersBits) != 0;
    }

    public void Tighten(string path)
    {
        if (!LibC.SetMode(path, OwnerOnly))
            throw new FileGuardException($"The permissions of {path} could not be changed to 0600.", "Change them by hand: chmod 0600.");
    }

    public FileStream CreatePrivate(string path) => PrivateFileCreation.CreateNew(path, OwnerOnly);

    public void Publish(string path, int mode)
    {
        if (!LibC.SetMode(path, mode)) throw new IOException($"The permissions of {path} could not be changed to {Convert.ToString(mode, 8)}.");
    }

    public void Replace(string source, string destination) => AtomicMove.Over(source, destination);

    public bool IsWritable(string folder) => LibC.CanCreateIn(folder);

    public bool IsExecutable(string path) => LibC.CanExecute(path);
}
