using System.Text.Json;

namespace WorkerRunner.ScriptedWorker.Tasks;

/// <summary>Credentials of the worker or of a task.</summary>
internal sealed record QueueCredentials(string ClientId, string AccessToken, string? Certificate)
{
    /// <summary>Those of a claim.</summary>
    public static QueueCredentials OfClaim(JsonElement claim) => Read(claim.GetProperty("credentials"), "clientId", "accessToken");

    /// <summary>Those in a worker's configuration.</summary>
    public static QueueCredentials OfConfig(JsonElement config) => Read(config, "clientId", "accessToken");

    /// <summary>Those of the protocol's message <c>new-credentials</c>.</summary>
    public static QueueCredentials OfMessage(JsonElement message) => Read(message, "client-id", "access-token");

    private static QueueCredentials Read(JsonElement json, string clientId, string accessToken) => new(
        json.GetProperty(clientId).GetString()!,
        json.GetProperty(accessToken).GetString()!,
        json.TryGetProperty("certificate", out var certificate) && certificate.ValueKind == JsonValueKind.String && certificate.GetString() is { Length: > 0 } text ? text : null);
}
