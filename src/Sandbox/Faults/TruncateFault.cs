using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>An answer that breaks off in the middle of its body.</summary>
internal sealed class TruncateFault : FaultKind
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(Exchange exchange)
    {
        await exchange.SendAsync(await exchange.HandleAsync(), async (stream, body) =>
        {
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2), exchange.Aborted);
            await stream.FlushAsync(exchange.Aborted);
        });
        exchange.Abort();
    }
}
