using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Credentials as registrations and claims give them.</summary>
internal sealed record TemporaryCredentials(string ClientId, string AccessToken, string Certificate)
{
    /// <summary>As answers carry them.</summary>
    public JsonObject ToJson() => new() { ["clientId"] = ClientId, ["accessToken"] = AccessToken, ["certificate"] = Certificate };
}
