using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>The certificate of temporary credentials, version 1. Times are Unix milliseconds.</summary>
internal sealed record Certificate(
    IReadOnlyList<string> Scopes, long Start, long Expiry, string Seed, string Signature, string? Issuer)
{
    /// <summary>Whether it names the client that it is for, which only certificates of older forms may.</summary>
    public bool NamesClient { get; init; }

    /// <summary>The temporary access token that goes with a seed.</summary>
    public static string DeriveAccessToken(string issuerAccessToken, string seed) =>
        HawkMac.Hmac(issuerAccessToken, seed).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    /// <summary>The signature that this content must have.</summary>
    public string Sign(string clientId, string issuerAccessToken)
    {
        IEnumerable<string> named = Issuer is null ? [] : [$"clientId:{clientId}", $"issuer:{Issuer}"];
        string[] lines = ["version:1", .. named, $"seed:{Seed}", $"start:{Start}", $"expiry:{Expiry}", "scopes:", .. Scopes];
        return HawkMac.Hmac(issuerAccessToken, string.Join('\n', lines));
    }

    /// <summary>The certificate as replies carry it: JSON text.</summary>
    public string ToJson() => new JsonObject
    {
        ["version"] = 1,
        ["scopes"] = new JsonArray([.. Scopes.Select(scope => JsonValue.Create(scope))]),
        ["start"] = Start,
        ["expiry"] = Expiry,
        ["seed"] = Seed,
        ["signature"] = Signature,
        ["issuer"] = Issuer,
    }.ToJsonString(JsonText.Wire);

    /// <summary>Reads the certificate out of a Hawk ext, in which it must be an object.</summary>
    public static Certificate Parse(JsonElement element)
    {
        Require(element.ValueKind is JsonValueKind.Object or JsonValueKind.Array, "ext.certificate must be a JSON object");
        Require(element.ValueKind == JsonValueKind.Object && Number(element, "version") == 1, "ext.certificate.version must be 1");
        var seed = Text(element, "seed");
        Require(seed is not null, "ext.certificate.seed must be a string");
        Require(seed!.Length == 44, "ext.certificate.seed must be 44 characters");
        var start = Number(element, "start");
        Require(start is not null, "ext.certificate.start must be a number");
        var expiry = Number(element, "expiry");
        Require(expiry is not null, "ext.certificate.expiry must be a number");
        var scopes = ScopesIn(element, "scopes", "ext.certificate.scopes");
        var issuer = Text(element, "issuer") is { Length: > 0 } named ? named : null;
        return new Certificate(scopes, start!.Value, expiry!.Value, seed, Text(element, "signature") ?? "", issuer)
        {
            NamesClient = element.TryGetProperty("clientId", out _),
        };
    }

    /// <summary>Reads an array of scopes.</summary>
    public static IReadOnlyList<string> ScopesIn(JsonElement element, string property, string name)
    {
        Require(element.TryGetProperty(property, out var array) && array.ValueKind == JsonValueKind.Array, $"{name} must be an array");
        Require(array.EnumerateArray().All(IsScope), $"{name} must be an array of valid scopes");
        return [.. array.EnumerateArray().Select(scope => scope.GetString()!)];
    }

    private static bool IsScope(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString()!.All(c => c is >= ' ' and <= '~');

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new AuthenticationException(message);
    }
}
