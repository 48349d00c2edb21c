using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Clouds;

/// <summary>Where a worker of worker-manager belongs, as worker-manager tells it to the instance that it starts.</summary>
internal sealed record WorkerPlace(
    string WorkerPoolId, string ProviderId, string WorkerGroup, string RootUrl, JsonObject? WorkerConfig)
{
    /// <summary>The JSON in AWS's user data and in Google's attribute; real services still put the deprecated workerConfig in.</summary>
    public string ToJson() => new JsonObject
    {
        ["rootUrl"] = RootUrl,
        ["workerPoolId"] = WorkerPoolId,
        ["providerId"] = ProviderId,
        ["workerGroup"] = WorkerGroup,
        ["workerConfig"] = WorkerConfig?.DeepClone() ?? new JsonObject(),
    }.ToJsonString(JsonText.Wire);
}
