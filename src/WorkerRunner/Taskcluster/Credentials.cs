using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>Taskcluster credentials. Neither the access token nor the certificate is ever displayed.</summary>
/// <param name="ClientId">Whose they are.</param>
/// <param name="AccessToken">The key that requests are signed with.</param>
/// <param name="Certificate">For temporary credentials: the certificate, a JSON object as text; else null.</param>
public sealed record Credentials(string ClientId, Secret AccessToken, Secret? Certificate = null)
{
    /// <summary>Whose they are.</summary>
    public override string ToString() => ClientId;

    /// <summary>Credentials from an answer of worker-manager; an empty certificate counts as none.</summary>
    /// <exception cref="FormatException">They are incomplete, or the certificate is none.</exception>
    internal static Credentials Read(JsonElement json) => new(
        NotEmpty(json, "clientId"),
        new Secret(NotEmpty(json, "accessToken")),
        json.OptionalString("certificate") is { Length: > 0 } certificate ? Certified(certificate) : null);

    /// <summary>Whether a text can be a certificate: a JSON object.</summary>
    internal static bool IsCertificate(Secret text)
    {
        try
        {
            using var json = JsonDocument.Parse(text.Reveal());
            return json.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string NotEmpty(JsonElement json, string name) =>
        json.RequiredString(name) is { Length: > 0 } text ? text : throw new FormatException($"\"{name}\" is empty.");

    private static Secret Certified(string text) =>
        new Secret(text) is var secret && IsCertificate(secret) ? secret : throw new FormatException("\"certificate\" is not a JSON object in a string.");
}
