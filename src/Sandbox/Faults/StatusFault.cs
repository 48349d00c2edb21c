using System.Text;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Faults;

/// <summary>A fixed answer in place of the real one.</summary>
internal sealed class StatusFault(int code, string body, IReadOnlyDictionary<string, string> headers) : FaultKind
{
    /// <inheritdoc/>
    internal override Task ApplyAsync(Exchange exchange) => exchange.SendAsync(new SandboxReply
    {
        Status = code,
        Body = Encoding.UTF8.GetBytes(body),
        ContentType = body.StartsWith('{') ? "application/json; charset=utf-8" : "text/plain; charset=utf-8",
        Headers = headers,
    });
}
