namespace WorkerRunner.StartWorker;

/// <summary>What start-worker can be asked to do.</summary>
internal enum Request
{
    /// <summary>Start a worker and stay until it ends.</summary>
    Run,

    /// <summary>Tell how the runners of this machine are.</summary>
    Status,

    /// <summary>Stop one.</summary>
    Stop,

    /// <summary>Print the log of one.</summary>
    Log,

    /// <summary>Print name and version.</summary>
    Version,

    /// <summary>Print the version alone.</summary>
    ShortVersion,

    /// <summary>Print how it is used.</summary>
    Help,
}
