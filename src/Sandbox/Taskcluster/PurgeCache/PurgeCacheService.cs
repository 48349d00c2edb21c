using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.PurgeCache;

/// <summary>The purge-cache service, of which workers ask what caches to purge: none, here.</summary>
internal sealed class PurgeCacheService(SandboxClock clock)
{
    private const string Base = "/api/purge-cache/v1";

    /// <summary>The API methods.</summary>
    public IEnumerable<ApiMethod> Methods =>
    [
        new()
        {
            Name = "purgeRequests", Verb = "GET", Route = new Route($"{Base}/purge-cache/{{*workerPoolId}}"), Query = ["since"],
            Handle = _ => new JsonObject { ["requests"] = new JsonArray() },
        },
        Ping.At(Base, clock),
    ];
}
