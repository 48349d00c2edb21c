using System.Net;
using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Sandbox.Tls;

namespace WorkerRunner.Sandbox.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly CertificateAuthority authority = new();
    private readonly X509Certificate2 trusted;

    public TlsTests() => trusted = X509Certificate2.CreateFromPem(authority.Pem);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        authority.Dispose();
        trusted.Dispose();
    }

    [Fact]
    public async Task Who_trusts_the_authority_speaks_HTTPS_and_signs_for_its_port()
    {
        using var certificate = authority.Issue();
        await using var sandbox = await StartAsync(certificate);
        sandbox.AddClient("root", "token");
        sandbox.SetSecret("a", """{"b":1}""");
        using var client = new SandboxClient(sandbox.RootUrl, TimeProvider.System, trusted);
        var answer = await client.SendAsync(HttpMethod.Get, "/api/secrets/v1/secret/a", credentials: new Credentials("root", "token"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("https://127.0.0.1:", sandbox.RootUrl, StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", sandbox.Aws.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_port_in_Host_HTTPS_means_443()
    {
        using var certificate = authority.Issue();
        await using var sandbox = await StartAsync(certificate);
        sandbox.AddClient("root", "token");
        using var client = new SandboxClient("https://127.0.0.1", TimeProvider.System);
        using var http = new SandboxClient(sandbox.RootUrl, TimeProvider.System, trusted);
        using var request = new HttpRequestMessage(HttpMethod.Get, sandbox.RootUrl + "/api/secrets/v1/secret/a");
        request.Headers.Host = "127.0.0.1";
        request.Headers.Authorization = new("Hawk", client.Sign("GET", "/api/secrets/v1/secret/a", new Credentials("root", "token")));
        using var response = await http.Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Nobody_else_trusts_it()
    {
        using var certificate = authority.Issue();
        await RefusedAsync(certificate, trust: null);
    }

    [Fact]
    public async Task A_certificate_of_another_host_or_another_time_is_refused()
    {
        using var elsewhere = authority.Issue(["taskcluster.example.com"]);
        await RefusedAsync(elsewhere, trusted);
        var now = DateTimeOffset.UtcNow;
        using var over = authority.Issue(notBefore: now.AddHours(-2), notAfter: now.AddHours(-1));
        await RefusedAsync(over, trusted);
        using var early = authority.Issue(notBefore: now.AddHours(1), notAfter: now.AddHours(2));
        await RefusedAsync(early, trusted);
    }

    private static async Task RefusedAsync(X509Certificate2 certificate, X509Certificate2? trust)
    {
        await using var sandbox = await StartAsync(certificate);
        using var client = new SandboxClient(sandbox.RootUrl, TimeProvider.System, trust);
        var refusal = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(HttpMethod.Get, "/api/secrets/v1/secret/a"));
        Assert.Equal(HttpRequestError.SecureConnectionError, refusal.HttpRequestError);
        Assert.Empty(sandbox.Requests);
    }

    private static Task<SandboxServer> StartAsync(X509Certificate2 certificate) =>
        SandboxServer.StartAsync(new SandboxOptions { Certificate = certificate }, Cancellation);
}
