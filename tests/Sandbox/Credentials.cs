using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests;

public sealed record Credentials(string ClientId, string AccessToken, string? Certificate = null)
{
    public static Credentials From(JsonElement json) => new(
        json.GetProperty("clientId").GetString()!,
        json.GetProperty("accessToken").GetString()!,
        json.GetProperty("certificate").GetString());
}
