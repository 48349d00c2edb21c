using System.Text.Json;

namespace WorkerRunner.Taskcluster;

/// <summary>Taskcluster credentials. Neither the access token nor the certificate is ever displayed.</summary>
/// <param name="ClientId">Whose they are.</param>
/// <param name="AccessToken">The key that requests are signed with.</param>
/// <param name="Certificate">For temporary credentials: the certificate, a JSON object as text; else null.</param>
public sealed record Credentials(string ClientId, Secret AccessToken, Secret? Certificate = null)
{
    /// <summary>Credentials from an answer of worker-manager; an empty certificate counts as none.</summary>
    /// <exception cref="FormatException">They are incomplete.</exception>
    internal static Credentials Read(JsonElement json) => new(
        json.RequiredString("clientId"),
        new Secret(json.RequiredString("accessToken")),
        json.OptionalString("certificate") is { Length: > 0 } certificate ? new Secret(certificate) : null);
}
