using WorkerRunner.Protocol;

namespace WorkerRunner.Session;

/// <summary>The activity of <c>shutdown</c> messages: a worker of a cloud is removed, any other just ends.</summary>
internal sealed class ShutdownRequests(Ending ending) : ISessionActivity
{
    private int isAsked;

    /// <summary>
    /// What was asked for is done even if the worker ends at once, and whatever its exit code: an idle generic-worker asks, and ends with 68.
    /// </summary>
    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.Shutdown);
        connection.Handle(Capabilities.Shutdown, _ =>
        {
            if (Interlocked.Exchange(ref isAsked, 1) == 1) return;
            ending.Record(EndCause.ShutdownRequested);
            ending.Requests.Add((session, _) => ending.RemoveAsync(session.Run, "Shutting down on request from worker", CancellationToken.None));
            ending.Requests.Hurry();
        });
    }

    /// <summary>It is done by <see cref="WorkerRequests"/>, after what the worker asked for before.</summary>
    public Task RunAsync(WorkerSession session, CancellationToken stopping) => Task.CompletedTask;
}
