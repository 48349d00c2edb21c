using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Secrets;

/// <summary>The secrets service.</summary>
internal sealed class SecretStore(SandboxClock clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private readonly ConcurrentDictionary<string, JsonObject> secrets = new(StringComparer.Ordinal);

    /// <summary>The API methods.</summary>
    public IEnumerable<ApiMethod> Methods =>
        [new ApiMethod { Name = "get", Verb = "GET", Route = new Route("/api/secrets/v1/secret/{*name}"), Handle = Get }];

    /// <summary>Sets a secret, or replaces it.</summary>
    public void Set(string name, JsonObject value) => secrets[name] = value;

    private JsonObject Get(ApiCall call)
    {
        var name = call.Parameters["name"];
        call.Authorize($"secrets:get:{name}");
        if (!secrets.TryGetValue(name, out var secret))
            throw new ApiException(ErrorCode.ResourceNotFound, "Secret not found");
        return new JsonObject { ["secret"] = secret.DeepClone(), ["expires"] = Timestamp.Format(clock.Now + Lifetime) };
    }
}
