namespace WorkerRunner;

/// <summary>What is wanted of a run beside what its configuration says.</summary>
internal sealed record RunOptions
{
    /// <summary>Whether the instance is left alone when the worker has ended, for trying things by hand.</summary>
    public bool KeepInstance { get; init; }

    /// <summary>
    /// Whether an instance whose worker cannot be started for good is removed, or else shut down, so that it does not idle at a cost.
    /// </summary>
    public bool ShutdownOnFailure { get; init; }

    /// <summary>Called with the session when the worker was started, for who shows what it does.</summary>
    internal Action<Session.WorkerSession>? Started { get; init; }
}
