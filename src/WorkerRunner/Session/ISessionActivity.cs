using WorkerRunner.Protocol;

namespace WorkerRunner.Session;

/// <summary>
/// Something that is done for a worker while it runs. It names its capability, registers its handlers, and owns its background work.
/// </summary>
internal interface ISessionActivity
{
    /// <summary>Names capabilities and handlers, before the conversation starts.</summary>
    void Attach(WorkerConnection connection);

    /// <summary>The background work, until <paramref name="stopping"/>; what is under way then is finished within a limit.</summary>
    Task RunAsync(WorkerSession session, CancellationToken stopping);
}
