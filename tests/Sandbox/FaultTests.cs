using System.Net;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Sandbox.Tests;

public sealed class FaultTests : SandboxFixture
{
    [Fact]
    public async Task A_status_strikes_as_often_as_it_should()
    {
        var headers = new Dictionary<string, string> { ["Retry-After"] = "7" };
        Sandbox.Faults.Add(new Fault { Method = "post", PathContains = "/register", Times = 2, Kind = FaultKind.Status(503, "{}", headers) });
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RegisterAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
        Assert.Equal([503, 503, 200], Sandbox.Requests.Select(request => request.Status));
    }

    [Fact]
    public async Task A_dropped_request_has_no_effect_and_no_status()
    {
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.DropConnection });
        await Assert.ThrowsAsync<HttpRequestException>(RegisterAsync);
        Assert.Null(Assert.Single(Sandbox.Requests).Status);
    }

    [Fact]
    public async Task An_answer_lost_on_the_way_had_its_effect()
    {
        var worker = (await RegisterAsync()).Credentials;
        Sandbox.Faults.Add(new Fault { Method = "DELETE", Kind = FaultKind.DropAfterHandling });
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.SendAsync(HttpMethod.Delete, RemovePath, credentials: worker));
        Assert.Single(Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task A_truncated_body_breaks_off()
    {
        Sandbox.Faults.Add(new Fault { Times = 1, Kind = FaultKind.TruncateBody });
        await Assert.ThrowsAnyAsync<HttpRequestException>(RegisterAsync);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
    }

    [Fact]
    public async Task A_delay_lasts_by_the_sandboxs_time()
    {
        Sandbox.Faults.Add(new Fault { PathContains = "/register", Kind = FaultKind.Delay(TimeSpan.FromHours(1)) });
        var answer = RegisterAsync();
        await Sandbox.WaitForArrivalAsync(request => request.Target.EndsWith("/register", StringComparison.Ordinal), Cancellation);
        Assert.Empty(Sandbox.Requests);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await answer).Status);
    }

    [Fact]
    public async Task A_stop_ends_what_is_under_way()
    {
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.Delay(Timeout.InfiniteTimeSpan) });
        var answer = RegisterAsync();
        await Sandbox.WaitForArrivalAsync(_ => true, Cancellation);
        await Sandbox.DisposeAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task A_slow_body_comes_whole()
    {
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.SlowBody(TimeSpan.Zero) });
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync()).Status);
    }

    [Fact]
    public async Task A_body_can_be_another_and_headers_too()
    {
        var headers = new Dictionary<string, string> { ["ETag"] = "x", ["Content-Encoding"] = "gzip" };
        Sandbox.Faults.Add(new Fault { Kind = FaultKind.AlterBody(body => [.. body.Take(3)], headers) });
        using var response = await Client.Http.GetAsync(Sandbox.RootUrl + "/api/secrets/v1/ping", Cancellation);
        Assert.Equal((3L, "gzip"), (response.Content.Headers.ContentLength, Assert.Single(response.Content.Headers.ContentEncoding)));
        Assert.Equal("x", response.Headers.NonValidated["ETag"].ToString());
        Assert.Equal("{\n ", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_on_the_wire_need_not_be_HTTP(bool overTls)
    {
        using var authority = new Tls.CertificateAuthority();
        using var trusted = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(authority.Pem);
        using var certificate = overTls ? authority.Issue() : null;
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Certificate = certificate }, Cancellation);
        using var client = new SandboxClient(sandbox.RootUrl, Time, trusted);
        sandbox.Faults.Add(new Fault { Times = 1, Kind = FaultKind.RawAnswer(_ => "HTTP/1.1 299 Odd\r\nContent-Length: 2\r\n\r\nhi"u8.ToArray()) });
        sandbox.Faults.Add(new Fault { Kind = FaultKind.RawAnswer(_ => "nonsense\r\n\r\n"u8.ToArray()) });
        Assert.Equal("hi", await client.Http.GetStringAsync(sandbox.RootUrl + "/", Cancellation));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Http.GetStringAsync(sandbox.RootUrl + "/", Cancellation));
    }
}
