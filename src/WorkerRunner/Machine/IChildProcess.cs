namespace WorkerRunner.Machine;

/// <summary>A process that we started, with its family: all that it started in turn and that the system lets us find.</summary>
internal interface IChildProcess : IDisposable
{
    /// <summary>Its process ID.</summary>
    int Id { get; }

    /// <summary>Its stdout, to read from. Once it is disposed of, whoever still writes there is told by the system that nobody reads.</summary>
    Stream Output { get; }

    /// <summary>Its stderr, in the same way.</summary>
    Stream Errors { get; }

    /// <summary>Its stdin, to write to. A write blocks while the process does not read.</summary>
    Stream Input { get; }

    /// <summary>
    /// Its exit code, once it has ended: on Unix 128 plus the signal's number where a signal ended it, on Windows the 32 bits as they are,
    /// which makes codes of the system, 0xC000013A say, negative numbers.
    /// </summary>
    Task<int> Exited { get; }

    /// <summary>Asks it and its group to end; on Unix also what is left of the group when it has ended itself.</summary>
    /// <returns>False where that cannot be done.</returns>
    bool Interrupt();

    /// <summary>Whether anything of its family runs: it, or what it left behind.</summary>
    bool HasFamily { get; }

    /// <summary>Kills it with its family.</summary>
    void KillTree();
}
