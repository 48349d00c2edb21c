using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Schemas;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>A method of a Taskcluster service.</summary>
internal sealed record ApiMethod
{
    /// <summary>The method's name in the service's reference.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method; GET answers HEAD too.</summary>
    public required string Verb { get; init; }

    /// <summary>The path from the root URL on.</summary>
    public required Route Route { get; init; }

    /// <summary>
    /// The scope that the address alone tells a caller needs, which is asked for before anything else is looked at; null when
    /// the method asks for its scopes itself or needs none.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string>, string>? Scope { get; init; }

    /// <summary>What the body must look like; null when none is expected.</summary>
    public Func<RequestSchema>? Schema { get; init; }

    /// <summary>Asks for the scopes that only the body tells, once it has been checked; null where there are none.</summary>
    public Action<ApiCall>? Authorize { get; init; }

    /// <summary>The parameters of the query that it knows.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>What a call that is in order waits for before it is handled; null for nothing.</summary>
    public Func<ApiCall, CancellationToken, Task>? WaitAsync { get; init; }

    /// <summary>Makes another answer than 200 of the answer's body; null for 200.</summary>
    public Func<JsonObject, SandboxReply, SandboxReply>? Finish { get; init; }

    /// <summary>What an error's requestInfo shows of the body.</summary>
    public Func<JsonNode?, JsonNode?> ShowPayload { get; init; } = payload => payload;

    /// <summary>Does it and returns the answer's body. The body, if any, has been checked, and the caller by <see cref="Scope"/>.</summary>
    public required Func<ApiCall, JsonObject> Handle { get; init; }
}
