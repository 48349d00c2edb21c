using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>A connection that ends without an answer.</summary>
internal sealed class DropFault(bool handleFirst) : FaultKind
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(Exchange exchange)
    {
        if (handleFirst)
            _ = await exchange.HandleAsync();
        exchange.Drop();
    }
}
