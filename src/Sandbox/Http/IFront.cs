namespace WorkerRunner.Sandbox.Http;

/// <summary>What has the requests to a port.</summary>
internal interface IFront
{
    /// <summary>The whole way of a request, cut short when the server stops.</summary>
    Task HandleAsync(HttpContext context, CancellationToken stopping);
}
