namespace WorkerRunner.Protocol;

/// <summary>What became of a message to the worker.</summary>
internal enum SendOutcome
{
    /// <summary>It is on its way.</summary>
    Sent,

    /// <summary>The worker did not name the capability in its hello.</summary>
    NotCapable,

    /// <summary>The worker ended, or closed its end, before it could be sent.</summary>
    WorkerGone,
}
