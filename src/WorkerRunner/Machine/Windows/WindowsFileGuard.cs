namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Windows: a file has the access rights of the folder it is in. Keep these files in a folder that only Administrators and SYSTEM
/// can read.
/// </summary>
internal sealed class WindowsFileGuard : IFileGuard
{
    public bool IsLoose(string path) => false;

    public void Tighten(string path)
    {
    }

    public FileStream CreatePrivate(string path) => PrivateFileCreation.CreateNew(path, mode: 0);

    public void Publish(string path, int mode)
    {
    }

    public void Replace(string source, string destination) => AtomicMove.Over(source, destination);

    public bool IsWritable(string folder) => true;

    public bool IsExecutable(string path) => true;
}
