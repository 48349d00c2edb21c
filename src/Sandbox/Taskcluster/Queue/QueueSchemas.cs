using WorkerRunner.Sandbox.Taskcluster.Schemas;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>The schemas of the queue's request bodies.</summary>
internal static class QueueSchemas
{
    private const string Service = "queue";

    /// <summary>Of createTask.</summary>
    public static RequestSchema CreateTask { get; } = RequestSchema.Load(Service, "create-task-request");

    /// <summary>Of claimWork.</summary>
    public static RequestSchema ClaimWork { get; } = RequestSchema.Load(Service, "claim-work-request");

    /// <summary>Of reportException.</summary>
    public static RequestSchema Exception { get; } = RequestSchema.Load(Service, "task-exception-request");

    /// <summary>Of createArtifact.</summary>
    public static RequestSchema Artifact { get; } = RequestSchema.Load(Service, "post-artifact-request");
}
