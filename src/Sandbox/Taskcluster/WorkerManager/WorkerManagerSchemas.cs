using WorkerRunner.Sandbox.Taskcluster.Schemas;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>The schemas of worker-manager's request bodies.</summary>
internal static class WorkerManagerSchemas
{
    private const string Service = "worker-manager";

    /// <summary>Of registerWorker.</summary>
    public static RequestSchema Register { get; } = RequestSchema.Load(Service, "register-worker-request");

    /// <summary>Of registerWorker before v96.3.</summary>
    public static RequestSchema LegacyRegister { get; } = Register.Without("systemBootTime");

    /// <summary>Of reregisterWorker.</summary>
    public static RequestSchema Reregister { get; } = RequestSchema.Load(Service, "reregister-worker-request");

    /// <summary>Of reportWorkerError.</summary>
    public static RequestSchema ReportError { get; } = RequestSchema.Load(Service, "report-worker-error-request");
}
