using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>A connection that ends without an answer.</summary>
internal sealed class DropFault(bool handleFirst) : FaultKind
{
    /// <inheritdoc/>
    internal override Task ApplyAsync(Exchange exchange)
    {
        if (handleFirst)
            _ = exchange.Handle();
        exchange.Drop();
        return Task.CompletedTask;
    }
}
