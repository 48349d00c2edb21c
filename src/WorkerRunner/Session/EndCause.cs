namespace WorkerRunner.Session;

/// <summary>Why a worker ends.</summary>
internal enum EndCause
{
    /// <summary>Nothing has ended it yet.</summary>
    None,

    /// <summary>It ended by itself.</summary>
    ByItself,

    /// <summary>A person, or the system, stopped the runner.</summary>
    Stopped,

    /// <summary>A person asked it to end.</summary>
    TerminationRequested,

    /// <summary>The cloud takes its instance away.</summary>
    Interrupted,

    /// <summary>Its credentials expire, and there are no new ones for it.</summary>
    CredentialsExpired,

    /// <summary>It asked for the end of its instance.</summary>
    ShutdownRequested,

    /// <summary>It said nothing for too long.</summary>
    Silent,

    /// <summary>Nothing can be told of it any more; it is left behind.</summary>
    GivenUp,
}
