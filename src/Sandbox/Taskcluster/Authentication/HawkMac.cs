using System.Security.Cryptography;
using System.Text;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Hawk's arithmetic, after the specification (mozilla/hawk, API.md), written apart from the runner's own.</summary>
internal static class HawkMac
{
    /// <summary>The code over a request.</summary>
    /// <param name="key">The access token.</param>
    /// <param name="header">Timestamp, nonce, hash and ext are taken from here.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="target">Path and query exactly as on the wire.</param>
    /// <param name="host">The host, in any case.</param>
    /// <param name="port">The port.</param>
    public static string Compute(string key, HawkHeader header, string method, string target, string host, int port)
    {
        var text = new StringBuilder("hawk.1.header\n")
            .Append(header.Timestamp).Append('\n')
            .Append(header.Nonce).Append('\n')
            .Append(method.ToUpperInvariant()).Append('\n')
            .Append(target).Append('\n')
            .Append(host.ToLowerInvariant()).Append('\n')
            .Append(port).Append('\n')
            .Append(header.Hash).Append('\n')
            .Append(header.Ext).Append('\n');
        return Hmac(key, text.ToString());
    }

    /// <summary>The hash over a body.</summary>
    public static string HashPayload(string? contentType, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var mediaType = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        hash.AppendData(Encoding.UTF8.GetBytes($"hawk.1.payload\n{mediaType}\n"));
        hash.AppendData(body);
        hash.AppendData("\n"u8);
        return Convert.ToBase64String(hash.GetHashAndReset());
    }

    /// <summary>HMAC-SHA256 over UTF-8 text, in base64.</summary>
    public static string Hmac(string key, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    /// <summary>Compares without telling by the time it takes where the difference is.</summary>
    public static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));
}
