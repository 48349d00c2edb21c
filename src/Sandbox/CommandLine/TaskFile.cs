using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Queue;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>The value of --task-file: a definition that somebody has for a real deployment.</summary>
internal static class TaskFile
{
    /// <summary>The definition for a worker pool of the sandbox, made now where it does not say when.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static string ForPool(string json, string workerPoolId)
    {
        var definition = JsonText.ParseObject(json, nameof(json));
        foreach (var name in (string[])["provisionerId", "workerType", "taskQueueId", "schedulerId", "taskGroupId", "dependencies", "routes", "scopes"])
            definition.Remove(name);
        definition["taskQueueId"] = workerPoolId;
        var now = DateTimeOffset.UtcNow;
        definition["created"] = now.ToString("O");
        definition["deadline"] = (now + TaskDefinition.SandboxDeadline).ToString("O");
        definition["expires"] = (now + TaskDefinition.SandboxDeadline).ToString("O");
        definition["metadata"] ??= TaskDefinition.Metadata("a task of the sandbox", description: "");
        return definition.ToJsonString();
    }
}
