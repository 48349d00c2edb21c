using System.Buffers.Text;
using System.Security.Cryptography;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Makes temporary credentials in the name of a client with permanent ones.</summary>
internal sealed class CredentialIssuer(Client issuer)
{
    /// <summary>Forty-four characters of [A-Za-z0-9_-] that nobody can guess.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(33));

    /// <summary>Makes credentials for a client ID that are good from one time to another.</summary>
    public TemporaryCredentials Issue(string clientId, IReadOnlyList<string> scopes, DateTimeOffset start, DateTimeOffset expiry)
    {
        var seed = NewSecret();
        var unsigned = new Certificate(
            scopes, start.ToUnixTimeMilliseconds(), expiry.ToUnixTimeMilliseconds(), seed, Signature: "", issuer.ClientId);
        var certificate = unsigned with { Signature = unsigned.Sign(clientId, issuer.AccessToken) };
        return new TemporaryCredentials(clientId, Certificate.DeriveAccessToken(issuer.AccessToken, seed), certificate.ToJson());
    }
}
