using System.Globalization;
using System.Text.Json;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Authentication;

/// <summary>Finds out who sent a request, as the auth service does.</summary>
internal sealed class Authenticator(ClientDirectory clients, SandboxClock clock)
{
    private static readonly TimeSpan AllowedSkew = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CertificateSlack = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestCertificate = TimeSpan.FromDays(31);

    /// <summary>Who asks; credentials that are not believed are an exception, no credentials are an anonymous caller.</summary>
    public Caller Authenticate(SandboxRequest request)
    {
        if (request.Header("Authorization") is not { Length: > 0 } authorization)
            return new Caller(null, []);
        var header = HawkHeader.Parse(authorization);
        if (header is not { Id: { } id, Timestamp: not null, Nonce: not null, Mac: not null })
            throw new AuthenticationException("Bad Request: Missing attributes");
        var client = LoadClient(id, header);
        CheckMac(client.AccessToken, header, request);
        CheckTime(header);
        CheckPayload(header, request);
        return new Caller(id, client.Scopes);
    }

    private Client LoadClient(string id, HawkHeader header)
    {
        if (string.IsNullOrEmpty(header.Ext))
            return clients.Get(id);
        var ext = ParseExt(header);
        var certificate = Property(ext, "certificate");
        var issuer = clients.Get(IssuerOf(certificate, id));
        var client = certificate is { } element ? ApplyCertificate(id, issuer, Certificate.Parse(element)) : issuer;
        return Property(ext, "authorizedScopes") is null ? client : Restrict(client, ext);
    }

    private static JsonElement ParseExt(HawkHeader header)
    {
        try
        {
            var ext = JsonElement.Parse(header.DecodedExt ?? "");
            return ext.ValueKind == JsonValueKind.Null
                ? throw new AuthenticationException("Cannot read properties of null (reading 'certificate')")
                : ext;
        }
        catch (JsonException)
        {
            throw new AuthenticationException("Failed to parse ext");
        }
    }

    /// <summary>
    /// A certificate that is no object names no issuer: the temporary client ID itself is looked up then, and not found.
    /// </summary>
    private static string IssuerOf(JsonElement? certificate, string id)
    {
        if (certificate is not { } element || Property(element, "issuer") is not { } issuer)
            return id;
        if (issuer.ValueKind != JsonValueKind.String)
            throw new AuthenticationException("ext.certificate.issuer must be a string");
        return issuer.GetString() is { } name && name != id
            ? name
            : throw new AuthenticationException("ext.certificate.issuer must differ from the supplied clientId");
    }

    private Client ApplyCertificate(string id, Client issuer, Certificate certificate)
    {
        CheckValidity(certificate);
        if (id == issuer.ClientId && certificate.NamesClient)
            throw new AuthenticationException("ext.certificate.clientId must only be used with ext.certificate.issuer");
        if (id != issuer.ClientId && !ScopeSet.Satisfies(issuer.Scopes, $"auth:create-client:{id}"))
            throw new AuthenticationException(
                $"ext.certificate issuer `{issuer.ClientId}` doesn't have `auth:create-client:{id}` for supplied clientId.");
        if (!ScopeSet.SatisfiesAll(issuer.Scopes, certificate.Scopes))
            throw new AuthenticationException($"ext.certificate issuer `{issuer.ClientId}` doesn't satisfy all certificate scopes "
                + $"{string.Join(", ", certificate.Scopes)}.  The temporary credentials were not generated correctly.");
        if (!HawkMac.Same(certificate.Signature, certificate.Sign(id, issuer.AccessToken)))
            throw new AuthenticationException(certificate.Issuer is null
                ? "ext.certificate.signature is not valid"
                : "ext.certificate.signature is not valid, or wrong clientId provided");
        return new Client(id, Certificate.DeriveAccessToken(issuer.AccessToken, certificate.Seed), certificate.Scopes);
    }

    private void CheckValidity(Certificate certificate)
    {
        var now = clock.Now.ToUnixTimeMilliseconds();
        if (certificate.Start > now + (long)CertificateSlack.TotalMilliseconds)
            throw new AuthenticationException("ext.certificate.start > now");
        if (certificate.Expiry < now - (long)CertificateSlack.TotalMilliseconds)
            throw new AuthenticationException("ext.certificate.expiry < now");
        if (certificate.Expiry - certificate.Start > (long)LongestCertificate.TotalMilliseconds)
            throw new AuthenticationException("ext.certificate cannot last longer than 31 days!");
    }

    private static Client Restrict(Client client, JsonElement ext)
    {
        var authorized = Certificate.ScopesIn(ext, "authorizedScopes", "ext.authorizedScopes");
        if (!ScopeSet.SatisfiesAll(client.Scopes, authorized))
            throw new AuthenticationException("Supplied credentials do not satisfy authorizedScopes; credentials have scopes:\n\n```\n"
                + $"{string.Join('\n', client.Scopes)}\n```\n\nauthorizedScopes are:\n\n```\n{string.Join('\n', authorized)}\n```");
        return client with { Scopes = authorized };
    }

    private static void CheckMac(string accessToken, HawkHeader header, SandboxRequest request)
    {
        var (host, port) = SplitHost(request.Header("Host") ?? "", request.DefaultPort);
        var expected = HawkMac.Compute(accessToken, header, request.Method, request.RawTarget, host, port);
        if (!HawkMac.Same(expected, header.Mac!))
            throw new AuthenticationException("Unauthorized: Bad mac");
    }

    private void CheckTime(HawkHeader header)
    {
        // A time that is no number is no number apart from now to JavaScript, and so not stale.
        if (!double.TryParse(header.Timestamp, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
            return;
        var now = clock.Now.ToUnixTimeMilliseconds() / 1000.0;
        if (Math.Abs(seconds - now) > AllowedSkew.TotalSeconds)
            throw new AuthenticationException("Unauthorized: Stale timestamp");
    }

    private static void CheckPayload(HawkHeader header, SandboxRequest request)
    {
        if (header.Hash is not { } hash)
            return;
        var computed = HawkMac.HashPayload(request.Header("Content-Type"), request.Body);
        if (!HawkMac.Same(hash, computed))
            throw new AuthenticationException($"Invalid payload hash: {hash}\nComputed payload hash: {computed}\n"
                + "This happens when your request carries a signed hash of the payload and the hash doesn't match "
                + "the hash we've computed on the server-side.");
    }

    private static (string Host, int Port) SplitHost(string host, int defaultPort)
    {
        var colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') && int.TryParse(host[(colon + 1)..], CultureInfo.InvariantCulture, out var port)
            ? (host[..colon], port)
            : (host, defaultPort);
    }

    /// <summary>A property that JavaScript takes for true.</summary>
    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && IsTruthy(value) ? value : null;

    private static bool IsTruthy(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Number => value.GetDouble() != 0,
        _ => true,
    };
}
