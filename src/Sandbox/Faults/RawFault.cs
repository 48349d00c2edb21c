using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>Bytes on the wire that need not be HTTP.</summary>
internal sealed class RawFault(Func<byte[], byte[]> wire, bool thenHang) : FaultKind
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(Exchange exchange)
    {
        var reply = await exchange.HandleAsync();
        await exchange.SendRawAsync(reply.Status, wire(reply.Body));
        if (thenHang)
            await exchange.WaitAsync(Timeout.InfiniteTimeSpan);
        else
            await exchange.CloseAsync();
    }
}
