using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Tests;

/// <summary>A client that signs its requests, one connection each.</summary>
internal sealed class SandboxClient(string rootUrl, TimeProvider time, X509Certificate2? trusted = null) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.Zero,
        UseProxy = false,
        SslOptions = { CertificateChainPolicy = trusted is null ? null : Trust(trusted) },
    });

    public HttpClient Http => http;

    /// <summary>What the Hawk ext holds instead of the credentials' certificate as an object.</summary>
    public JsonObject? Ext { get; set; }

    public void Dispose() => http.Dispose();

    public Task<Answer> RegisterAsync(object body) => SendAsync(HttpMethod.Post, "/api/worker-manager/v1/worker/register", body);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, Credentials? credentials = null)
    {
        using var request = new HttpRequestMessage(method, rootUrl + path);
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        if (credentials is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Hawk", Sign(method.Method, path, credentials));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }

    public string Sign(string method, string path, Credentials credentials)
    {
        var ts = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var unsigned = $"id=\"{credentials.ClientId}\", ts=\"{ts}\", nonce=\"abc123\"{ExtAttribute(credentials)}";
        var uri = new Uri(rootUrl);
        var mac = HawkMac.Compute(credentials.AccessToken, HawkHeader.Parse($"Hawk {unsigned}"), method, path, uri.Host, uri.Port);
        return $"{unsigned}, mac=\"{mac}\"";
    }

    private string ExtAttribute(Credentials credentials)
    {
        var ext = Ext ?? (credentials.Certificate is null ? null : new JsonObject { ["certificate"] = JsonNode.Parse(credentials.Certificate) });
        return ext is null ? "" : $", ext=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(ext.ToJsonString()))}\"";
    }

    private static X509ChainPolicy Trust(X509Certificate2 authority) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { authority },
        RevocationMode = X509RevocationMode.NoCheck,
    };
}
