using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>This computer's files, of whose replacements some fail.</summary>
internal sealed class FailingGuard : IFileGuard
{
    private readonly IFileGuard host = HostMachine.Create(TimeProvider.System).Files;
    private int replacements;

    /// <summary>Which replacements fail, counted from 0.</summary>
    public Func<int, bool> Fails { get; set; } = _ => false;

    /// <summary>Whether the disk knows no second names.</summary>
    public bool KnowsNoLinks { get; set; }

    public IPrivateFile Open(string path) => host.Open(path);

    public FileKind KindOf(string path) => host.KindOf(path);

    public bool IsRegular(FileStream file) => host.IsRegular(file);

    public FileStream CreatePrivate(string path, int mode) => host.CreatePrivate(path, mode);

    public FileStream CreateInPlaceOf(string path, int mode, string other) => host.CreateInPlaceOf(path, mode, other);

    public void Replace(string source, string destination)
    {
        if (Fails(replacements++)) throw new IOException($"{destination} cannot be replaced.");
        host.Replace(source, destination);
    }

    public void KeepAside(string path, string backup)
    {
        if (KnowsNoLinks) File.Move(path, backup);
        else host.KeepAside(path, backup);
    }

    public bool IsWritable(string folder) => host.IsWritable(folder);

    public bool IsExecutable(string path) => host.IsExecutable(path);
}
