using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>The value of --task-file: a definition that somebody has for a real deployment.</summary>
internal static class TaskFile
{
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(3);

    /// <summary>The definition for a worker pool of the sandbox, made now where it does not say when.</summary>
    /// <exception cref="ArgumentException">It is no JSON object.</exception>
    public static string ForPool(string json, string workerPoolId)
    {
        var definition = JsonText.ParseObject(json, nameof(json));
        foreach (var name in (string[])["provisionerId", "workerType", "taskQueueId", "schedulerId", "taskGroupId", "dependencies", "routes", "scopes"])
            definition.Remove(name);
        definition["taskQueueId"] = workerPoolId;
        var now = DateTimeOffset.UtcNow;
        (definition["created"], definition["deadline"], definition["expires"]) = (now.ToString("O"), (now + Deadline).ToString("O"), (now + Deadline).ToString("O"));
        definition["metadata"] ??= new JsonObject { ["name"] = "a task of the sandbox", ["description"] = "", ["owner"] = "sandbox@example.com", ["source"] = "https://example.com/sandbox" };
        return definition.ToJsonString();
    }
}
