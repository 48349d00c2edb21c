using System.Globalization;
using System.Text;
using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>Hawk's request signature (github.com/mozilla/hawk), as far as Taskcluster's services use it.</summary>
internal static class Hawk
{
    private const int NonceBytes = 6;

    /// <summary>The value of the Authorization header. Make a new one for every attempt.</summary>
    public static string Authorize(Credentials credentials, string method, RootUrl rootUrl, string path, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var nonce = Nonce();
        var ext = Ext(credentials.Certificate);
        var mac = Mac(credentials.AccessToken.Reveal(), timestamp, nonce, method, path, rootUrl.Host, rootUrl.Port, ext);
        var header = new StringBuilder(FormattableString.Invariant($"Hawk id=\"{credentials.ClientId}\", ts=\"{timestamp}\", nonce=\"{nonce}\""));
        if (ext.Length > 0) header.Append(", ext=\"").Append(ext).Append('"');
        return header.Append(", mac=\"").Append(mac).Append('"').ToString();
    }

    /// <summary>The signature over the normalised request; the payload hash is left empty, as the services allow.</summary>
    public static string Mac(string key, long timestamp, string nonce, string method, string path, string host, int port, string ext)
    {
        var lines = new[]
        {
            "hawk.1.header", timestamp.ToString(CultureInfo.InvariantCulture), nonce, method, path, host,
            port.ToString(CultureInfo.InvariantCulture), "", ext,
        };
        return Convert.ToBase64String(HmacSha256.Compute(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(string.Join("\n", lines) + "\n")));
    }

    /// <summary>The certificate goes along as an object, although it comes as a string; without one there is no ext at all.</summary>
    private static string Ext(Secret? certificate)
    {
        if (certificate is null) return "";
        using var parsed = JsonDocument.Parse(certificate.Reveal());
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("certificate");
            parsed.RootElement.WriteTo(writer);
            writer.WriteEndObject();
        }
        return Convert.ToBase64String(buffer.ToArray());
    }

    /// <summary>It has to be another one each time, and need not be unforeseeable: the safe generators need OpenSSL or /dev/urandom.</summary>
    private static string Nonce()
    {
        var bytes = new byte[NonceBytes];
        Random.Shared.NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }
}
