using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Taskcluster.Schemas;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>A method of a Taskcluster service.</summary>
internal sealed record ApiMethod
{
    /// <summary>The method's name in the service's reference.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method.</summary>
    public required string Verb { get; init; }

    /// <summary>The path from the root URL on.</summary>
    public required Route Route { get; init; }

    /// <summary>What the body must look like; null when none is expected.</summary>
    public RequestSchema? Schema { get; init; }

    /// <summary>Does it and returns the answer's body. The body, if any, has been checked, the caller has not.</summary>
    public required Func<ApiCall, JsonObject> Handle { get; init; }
}
