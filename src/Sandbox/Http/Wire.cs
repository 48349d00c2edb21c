using System.IO.Pipelines;

namespace WorkerRunner.Sandbox.Http;

/// <summary>The connection under a request, for what is to go past the web server; a feature of the connection.</summary>
/// <param name="Output">Where bytes to the client go; over HTTPS they are encrypted.</param>
/// <param name="Closed">Cancelled when the connection is closed.</param>
internal sealed record Wire(PipeWriter Output, CancellationToken Closed);
