using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Schemas;

namespace WorkerRunner.Sandbox.Taskcluster.Secrets;

/// <summary>The secrets service.</summary>
internal sealed class SecretStore(SandboxClock clock)
{
    private const string Base = "/api/secrets/v1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly Route Named = new($"{Base}/secret/{{*name}}");
    private static readonly RequestSchema Schema = RequestSchema.Load("secrets", "secret");
    private readonly ConcurrentDictionary<string, (JsonObject Value, DateTimeOffset Expires)> secrets = new(StringComparer.Ordinal);

    /// <summary>The API methods.</summary>
    public IEnumerable<ApiMethod> Methods =>
    [
        new() { Name = "get", Verb = "GET", Route = Named, Scope = Scope("get"), Handle = Get },
        new()
        {
            Name = "set", Verb = "PUT", Route = Named, Scope = Scope("set"), Schema = () => Schema,
            ShowPayload = Conceal, Handle = Set,
        },
        new() { Name = "remove", Verb = "DELETE", Route = Named, Scope = Scope("set"), Handle = Remove },
        Ping.At(Base, clock),
    ];

    /// <summary>Sets a secret, or replaces it.</summary>
    public void Set(string name, JsonObject value) => secrets[name] = (value, clock.Now + Lifetime);

    /// <summary>Takes a secret away, if it is there.</summary>
    public void Remove(string name) => secrets.TryRemove(name, out _);

    private JsonObject Get(ApiCall call)
    {
        if (!secrets.TryGetValue(call.Parameters["name"], out var secret) || secret.Expires < clock.Now)
            throw new ApiException(ErrorCode.ResourceNotFound, "Secret not found");
        return new JsonObject { ["secret"] = secret.Value.DeepClone(), ["expires"] = Timestamp.Format(secret.Expires) };
    }

    private JsonObject Set(ApiCall call)
    {
        // The format lets times through that a database cannot store.
        if (!call.Body.GetProperty("expires").TryGetDateTimeOffset(out var expires))
            throw ApiException.Internal();
        secrets[call.Parameters["name"]] = (JsonObject.Create(call.Body.GetProperty("secret"))!, expires);
        return [];
    }

    private JsonObject Remove(ApiCall call)
    {
        Remove(call.Parameters["name"]);
        return [];
    }

    private static Func<IReadOnlyDictionary<string, string>, string> Scope(string action) =>
        parameters => $"secrets:{action}:{parameters["name"]}";

    private static JsonNode? Conceal(JsonNode? payload)
    {
        if (payload is JsonObject json)
            json["secret"] = "(OMITTED)";
        return payload;
    }
}
