namespace WorkerRunner.Machine;

/// <summary>Keeps files that hold secrets private to their owner.</summary>
public interface IFileGuard
{
    /// <summary>Whether others than the owner may read or write an existing file.</summary>
    /// <param name="path">A regular file.</param>
    /// <exception cref="FileGuardException">It is no regular file, or its owner is somebody else.</exception>
    /// <exception cref="IOException">It is not there or cannot be looked at.</exception>
    bool IsLoose(string path);

    /// <summary>Takes everybody's rights but the owner's from an existing file.</summary>
    /// <exception cref="FileGuardException">The operating system refused.</exception>
    void Tighten(string path);

    /// <summary>Creates a file that nobody else can read from its first moment; there must be none yet.</summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    FileStream CreatePrivate(string path);

    /// <summary>Gives a file the rights that a file from a worker pool's configuration has.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="mode">Unix permission bits; on Windows only whether others than the owner have any counts.</param>
    void Publish(string path, int mode);

    /// <summary>Puts one file in the place of another, or where none was, in one step.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    void Replace(string source, string destination);

    /// <summary>Whether we may create files in an existing folder; true where that can only be told by trying.</summary>
    bool IsWritable(string folder);

    /// <summary>Whether the file may be executed by us.</summary>
    bool IsExecutable(string path);
}
