using System.Threading.Channels;
using WorkerRunner.Protocol;

namespace WorkerRunner.Session;

/// <summary>The duty of <c>shutdown</c> messages: a worker of a cloud is removed, any other just ends.</summary>
internal sealed class ShutdownRequests(WorkerRemoval removal) : IDuty
{
    private readonly Channel<bool> requests = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.Shutdown);
        connection.Handle(Capabilities.Shutdown, _ => requests.Writer.TryWrite(true));
    }

    /// <summary>
    /// What was asked for is done even if the worker ends at once, and whatever its exit code: an idle generic-worker asks, and ends with 68.
    /// </summary>
    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        using var registration = stopping.Register(() => requests.Writer.TryComplete());
        if (!await requests.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false)) return;
        await removal.RemoveAsync(session.Run, "Shutting down on request from worker", CancellationToken.None).ConfigureAwait(false);
        session.RemovalIsDone = true;
    }
}
