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

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        // What was asked for just before the worker ended is done by the end of the run, which removes the worker anyway.
        await requests.Reader.ReadAsync(stopping).ConfigureAwait(false);
        await removal.RemoveAsync(session.Run, "Shutting down on request from worker", stopping).ConfigureAwait(false);
    }
}
