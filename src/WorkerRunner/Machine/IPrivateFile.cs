namespace WorkerRunner.Machine;

/// <summary>
/// A file that may hold secrets, opened once for reading: what was looked at, is tightened and is read is the same file, whatever becomes of
/// its path meanwhile.
/// </summary>
internal interface IPrivateFile : IDisposable
{
    /// <summary>Whether others may read or write it than we, its owner and whoever administers the machine.</summary>
    bool IsLoose { get; }

    /// <summary>Whether we may change who may read it; an administrator's file is the administrator's to tighten.</summary>
    bool CanTighten { get; }

    /// <summary>Takes everybody's rights but the owner's.</summary>
    /// <exception cref="FileGuardException">The operating system refused.</exception>
    void Tighten();

    /// <summary>Reads it from its beginning.</summary>
    /// <param name="largest">How many bytes are read at most; where it has more, one more than that comes back.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    byte[] Read(int largest);
}
