namespace WorkerRunner.Workers;

/// <summary>A worker that was started: a process, or whatever stands for one.</summary>
internal interface IRunningWorker : IDisposable
{
    /// <summary>What the log calls it, for example <c>generic-worker (process 4711)</c>.</summary>
    string Description { get; }

    /// <summary>What it says: worker output and messages. Ends when it says no more.</summary>
    Stream FromWorker { get; }

    /// <summary>What it says on stderr, in the same way; null where that does not come to us, as with a service.</summary>
    Stream? Errors { get; }

    /// <summary>Where messages to it go.</summary>
    Stream ToWorker { get; }

    /// <summary>Whether it takes part in the protocol; one that does not has said all it will when it has started.</summary>
    bool SpeaksProtocol { get; }

    /// <summary>Its exit code, once it has ended; an error where nothing can be told of it any more.</summary>
    Task<int> Exited { get; }

    /// <summary>Whether anything of it runs: it, or what it left behind.</summary>
    bool HasFamily { get; }

    /// <summary>Asks the operating system to interrupt it, and what it started.</summary>
    /// <returns>False where that cannot be done; it has to be killed then.</returns>
    bool Interrupt();

    /// <summary>Kills it, with all that it started.</summary>
    void Kill();
}
