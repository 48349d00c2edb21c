using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>A request that waits before it is handled.</summary>
internal sealed class DelayFault(TimeSpan delay) : FaultKind
{
    /// <inheritdoc/>
    internal override TimeSpan DelayBefore => delay;

    /// <inheritdoc/>
    internal override async Task ApplyAsync(Exchange exchange) => await exchange.SendAsync(await exchange.HandleAsync());
}
