using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Network.Sockets;

/// <summary>TLS over loopback, with each kind of certificate that is refused: a person has to learn from the error whose it is, why, and what to do.</summary>
public sealed class TlsTests : IDisposable
{
    // TestTime.Origin is what our clock says in messages; the system's own says what is valid.
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly World world = new();
    private readonly X509Certificate2 authority = Authority();

    public void Dispose()
    {
        world.Dispose();
        authority.Dispose();
    }

    [Fact]
    public async Task An_authority_that_is_not_known() => await RefusedAsync(
        "localhost",
        Issue("localhost"),
        isPoor: true,
        "the certificate of localhost (CN=localhost) is not accepted: ", "\"CN=Private Authority\"", "SSL_CERT_FILE", @"Cert:\LocalMachine\Root", "docs/network.md");

    [Fact]
    public async Task One_that_is_signed_by_itself() => await RefusedAsync("localhost", SelfSigned(), isPoor: true, "it is self-signed, and this machine does not trust it", "SSL_CERT_FILE");

    [Fact]
    public async Task One_for_another_host() => await RefusedAsync(
        "localhost", Issue("other.example.com"), isPoor: true, "(CN=other.example.com)", "it is for DNS:other.example.com, not for localhost", "Is the host name in the root URL right?");

    [Fact]
    public async Task One_that_has_expired() => await RefusedAsync(
        "localhost", Issue("localhost", Now.AddDays(-20), Now.AddDays(-10)), isPoor: true,
        $"it expired at {Now.AddDays(-10):yyyy-MM-dd}", "and this machine's clock says 20", "Is the clock right?");

    [Fact]
    public async Task One_that_is_not_valid_yet() => await RefusedAsync(
        "localhost", Issue("localhost", Now.AddDays(5), Now.AddDays(10)), isPoor: true,
        $"it is valid only from {Now.AddDays(5):yyyy-MM-dd}", "and this machine's clock says 20", "Is the clock right?");

    [Fact]
    public async Task Http_where_https_was_asked_for()
    {
        using var server = new AnswerServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        var error = await FailAsync($"https://127.0.0.1:{server.Port}");
        Assert.Contains($"127.0.0.1:{server.Port} (127.0.0.1:{server.Port}) does not speak TLS. Should it be http://", error.ToLogLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_where_http_was_asked_for()
    {
        using var server = new AnswerServer(stream => stream.Write([21, 3, 3, 0, 2, 2, 80], 0, 7));
        var error = await FailAsync(server.Address);
        Assert.Contains($"127.0.0.1:{server.Port} (127.0.0.1:{server.Port}) speaks TLS, but was contacted without. Use https://", error.ToLogLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_up_without_a_word()
    {
        using var server = new AnswerServer("");
        var error = await FailAsync(server.Address);
        Assert.Contains($"127.0.0.1:{server.Port}) ended the connection without an answer. Does it expect https?", error.ToLogLine(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_there_is_not()
    {
        var error = await FailAsync("http://nobody.invalid");
        Assert.Contains("nobody.invalid:80 has no address: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check its spelling", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_proxy_is_named_without_its_password()
    {
        var error = await FailAsync("http://tc.example.com", ("HTTP_PROXY", "http://user:passw0rd@127.0.0.1:9"));
        Assert.Contains("cannot connect to the proxy 127.0.0.1:9: Connection refused", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("passw0rd", error + world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_refuses_a_tunnel_is_named_without_its_password()
    {
        using var proxy = new AnswerServer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        var error = await FailAsync("https://tc.example.com", ("HTTPS_PROXY", $"http://user:passw0rd@127.0.0.1:{proxy.Port}"));
        Assert.Contains($"tc.example.com:443 through the proxy http://127.0.0.1:{proxy.Port} gave no answer: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("403", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("passw0rd", error + world.Log.Text, StringComparison.Ordinal);
        Assert.Contains("NO_PROXY", error.Advice!, StringComparison.Ordinal);
        Assert.StartsWith("CONNECT tc.example.com:443 ", proxy.Requests[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_wants_a_password_gets_it()
    {
        using var proxy = new AnswerServer("HTTP/1.1 407 Authenticate\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await FailAsync("http://tc.example.com", ("HTTP_PROXY", $"http://user:passw0rd@127.0.0.1:{proxy.Port}"));
        Assert.Contains(proxy.Requests, r => r.Contains("\r\nProxy-Authorization: Basic dXNlcjpwYXNzdzByZA==\r\n", StringComparison.Ordinal));
    }

    private async Task RefusedAsync(string host, X509Certificate2 certificate, bool isPoor, params string[] words)
    {
        using var server = new TlsServer(certificate);
        var error = await FailAsync($"https://{host}:{server.Port}");
        Assert.All(words, word => Assert.Contains(word, error.ToLogLine(), StringComparison.Ordinal));
        Assert.DoesNotContain(error.ToLogLine(), c => char.IsControl(c));
        Assert.Equal(isPoor, Assert.IsType<WorkerRunner.Network.NoAnswerException>(error.InnerException).Prospect == WorkerRunner.Network.Prospect.Poor);
    }

    private async Task<TaskclusterException> FailAsync(string address, params (string Name, string Value)[] variables)
    {
        Assert.True(RootUrl.TryParse(address, out var rootUrl));
        using var environment = new RunEnvironment(
            world.Environment.Log, TimeProvider.System, variable: name => variables.FirstOrDefault(v => v.Name == name).Value);
        var limits = new RetryLimits { Total = TimeSpan.Zero };
        var manager = new WorkerManager(environment.Taskcluster, rootUrl!, limits);
        return await Assert.ThrowsAsync<TaskclusterException>(() => manager.PingAsync(Test.Token).Soon());
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Private Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
    }

    private X509Certificate2 Issue(string host, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issued = Request(host, key).Create(authority, from ?? Now.AddDays(-1), until ?? Now.AddDays(1), [1, 2, 3]);
        return Loaded(issued.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Loaded(Request("localhost", key).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1)));
    }

    private static CertificateRequest Request(string host, ECDsa key)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    /// <summary>Windows serves no certificate whose key was never in a file.</summary>
    private static X509Certificate2 Loaded(X509Certificate2 certificate)
    {
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
