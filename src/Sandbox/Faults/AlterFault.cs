using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>An answer whose body or headers are others.</summary>
internal sealed class AlterFault(Func<byte[], byte[]> alter, IReadOnlyDictionary<string, string> headers) : FaultKind
{
    /// <inheritdoc/>
    internal override async Task ApplyAsync(Exchange exchange)
    {
        var reply = await exchange.HandleAsync();
        var altered = reply with { Body = alter(reply.Body), CompressFrom = null };
        foreach (var (name, value) in headers)
            altered = altered.With(name, value);
        await exchange.SendAsync(altered);
    }
}
