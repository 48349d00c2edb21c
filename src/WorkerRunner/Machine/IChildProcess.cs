namespace WorkerRunner.Machine;

/// <summary>A process that we started. Its stderr is ours.</summary>
public interface IChildProcess : IDisposable
{
    /// <summary>Its process ID.</summary>
    int Id { get; }

    /// <summary>Its stdout, to read from.</summary>
    Stream Output { get; }

    /// <summary>Its stdin, to write to. A write blocks while the process does not read.</summary>
    Stream Input { get; }

    /// <summary>
    /// Its exit code, once it has ended: on Unix 128 plus the signal's number where a signal ended it, on Windows the 32 bits as they are,
    /// which makes codes of the system, 0xC000013A say, negative numbers.
    /// </summary>
    Task<int> Exited { get; }

    /// <summary>Asks it to end.</summary>
    /// <returns>False where that cannot be done.</returns>
    bool Interrupt();

    /// <summary>Kills it with all that it started.</summary>
    void KillTree();
}
