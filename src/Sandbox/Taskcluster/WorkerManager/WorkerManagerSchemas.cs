using WorkerRunner.Sandbox.Taskcluster.Schemas;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>The schemas of the request bodies.</summary>
internal sealed record WorkerManagerSchemas(RequestSchema Register, RequestSchema Reregister, RequestSchema ReportError)
{
    /// <summary>Reads them.</summary>
    public static async Task<WorkerManagerSchemas> LoadAsync(CancellationToken cancellationToken) => new(
        await RequestSchema.LoadAsync("register-worker-request", cancellationToken),
        await RequestSchema.LoadAsync("reregister-worker-request", cancellationToken),
        await RequestSchema.LoadAsync("report-worker-error-request", cancellationToken));
}
