using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.ScriptedWorker.Tasks;

/// <summary>Signs requests as Taskcluster's clients do (Hawk 1, without a hash of the body).</summary>
internal static class HawkSigner
{
    /// <summary>The Authorization header's value.</summary>
    public static string Sign(QueueCredentials credentials, string method, Uri url, DateTimeOffset now)
    {
        var ts = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var ext = credentials.Certificate is { } certificate
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{{\"certificate\":{JsonElement.Parse(certificate).GetRawText()}}}"))
            : "";
        var signed = string.Join('\n', "hawk.1.header", ts, nonce, method, url.PathAndQuery, url.Host, url.Port.ToString(CultureInfo.InvariantCulture), "", ext, "");
        var mac = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(credentials.AccessToken), Encoding.UTF8.GetBytes(signed)));
        return $"Hawk id=\"{credentials.ClientId}\", ts=\"{ts}\", nonce=\"{nonce}\", mac=\"{mac}\"" + (ext.Length > 0 ? $", ext=\"{ext}\"" : "");
    }
}
