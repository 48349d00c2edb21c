namespace WorkerRunner.Values.Timelines;

/// <summary>The steps of a run, in their order.</summary>
public enum RunStep
{
    /// <summary>The runner configuration is read.</summary>
    Configuration,

    /// <summary>The machine is waited for, where the configuration says so.</summary>
    Readiness,

    /// <summary>The cloud's metadata service is asked who this is.</summary>
    Metadata,

    /// <summary>The worker is registered with worker-manager, or read from the restart cache.</summary>
    Registration,

    /// <summary>The secrets service is asked.</summary>
    Secrets,

    /// <summary>Files are written.</summary>
    Files,

    /// <summary>The worker is being started.</summary>
    Starting,

    /// <summary>The worker was started and has not said hello.</summary>
    WaitingForHello,

    /// <summary>The worker runs.</summary>
    Running,

    /// <summary>The worker was asked to end, or has ended, and what is due then is done.</summary>
    Ending,
}
