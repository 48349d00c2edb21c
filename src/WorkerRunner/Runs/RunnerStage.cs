namespace WorkerRunner.Runs;

/// <summary>What a runner is at, in the order of a run.</summary>
public enum RunnerStage
{
    /// <summary>It reads its configuration.</summary>
    Configuration,

    /// <summary>It asks the provider who this worker is.</summary>
    Metadata,

    /// <summary>It registers the worker with worker-manager.</summary>
    Registration,

    /// <summary>It asks the secrets service.</summary>
    Secrets,

    /// <summary>It writes the worker's files.</summary>
    Files,

    /// <summary>It starts the worker.</summary>
    Starting,

    /// <summary>The worker runs and has not said hello.</summary>
    WaitingForHello,

    /// <summary>The worker runs.</summary>
    Running,

    /// <summary>The worker is to end, or has ended, and what is left to do is done.</summary>
    Ending,
}
