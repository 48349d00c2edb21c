using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>An answer that trickles.</summary>
internal sealed class SlowBodyFault(TimeSpan pause, int pieceSize) : FaultKind
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(Exchange exchange) =>
        await exchange.SendAsync(await exchange.HandleAsync(), (stream, body) => TrickleAsync(exchange, stream, body));

    private async Task TrickleAsync(Exchange exchange, Stream stream, byte[] body)
    {
        for (var at = 0; at < body.Length; at += pieceSize)
        {
            await exchange.WaitAsync(pause);
            await stream.WriteAsync(body.AsMemory(at, Math.Min(pieceSize, body.Length - at)), exchange.Aborted);
            await stream.FlushAsync(exchange.Aborted);
        }
    }
}
