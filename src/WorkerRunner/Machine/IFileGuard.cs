namespace WorkerRunner.Machine;

/// <summary>Keeps files that hold secrets private to their owner, and files of others as they are.</summary>
internal interface IFileGuard
{
    /// <summary>
    /// Opens a file that may hold secrets. It is a regular file itself, no link to one, and belongs to us or to whoever administers the machine
    /// (root; SYSTEM and Administrators); nobody else may write it, unless it is ours to tighten.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="FileGuardException">It is not like that; the message says why.</exception>
    /// <exception cref="IOException">It cannot be opened or looked at.</exception>
    IPrivateFile Open(string path);

    /// <summary>What is at a path; a link is not followed.</summary>
    /// <exception cref="IOException">The system does not tell.</exception>
    FileKind KindOf(string path);

    /// <summary>Whether an open file is one with content of its own: no device, no pipe.</summary>
    bool IsRegular(FileStream file);

    /// <summary>Creates a file that nobody else can read from its first moment; there must be none yet.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">Unix permission bits, the owner's alone.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    FileStream CreatePrivate(string path, int mode);

    /// <summary>
    /// Creates a file that is to take another's place: with the other's owner and permissions (on Windows: access rights), or where there is no
    /// other with those that new files have; there must be none yet.
    /// </summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">Unix permission bits of a new file, less the umask.</param>
    /// <param name="other">The other's path.</param>
    /// <exception cref="IOException">It cannot be created, or cannot be given what the other has.</exception>
    FileStream CreateInPlaceOf(string path, int mode, string other);

    /// <summary>Puts one file in the place of another, or where none was, in one step.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    void Replace(string source, string destination);

    /// <summary>Gives a file a second name by which it can be put back; where the disk knows none, the file is moved there.</summary>
    /// <exception cref="IOException">Neither can be done.</exception>
    void KeepAside(string path, string backup);

    /// <summary>Whether we may create files in an existing folder; true where that can only be told by trying.</summary>
    bool IsWritable(string folder);

    /// <summary>Whether the file may be executed by us.</summary>
    bool IsExecutable(string path);
}
