using System.Net;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Tests;

public sealed class HawkTests : SandboxFixture
{
    [Fact]
    public void The_mac_is_the_one_of_the_specification()
    {
        var header = HawkHeader.Parse("Hawk id=\"x\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\"");
        var mac = HawkMac.Compute(
            "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", header, "get", "/resource/1?b=1&a=2", "Example.com", 8000);
        Assert.Equal("6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=", mac);
    }

    [Fact]
    public void The_payload_hash_is_the_one_of_the_specification()
    {
        var hash = HawkMac.HashPayload("text/plain; charset=utf-8", "Thank you for flying Hawk"u8.ToArray());
        Assert.Equal("Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=", hash);
    }

    [Fact]
    public async Task Issued_credentials_open_what_the_worker_may_see()
    {
        Sandbox.SetSecret($"worker-pool:{Pool}", """{"config":{"b":2}}""");
        var worker = (await RegisterAsync()).Credentials;
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: worker);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(2, answer.Body.GetProperty("secret").GetProperty("config").GetProperty("b").GetInt32());
        Assert.Equal("2027-11-23T15:33:31.360Z", answer.Body.GetProperty("expires").GetString());
        Assert.Equal(worker.ClientId, Sandbox.Requests[^1].ClientId);
        Assert.Contains("\"certificate\":{", Sandbox.Requests[^1].HawkExt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_sent_as_text_is_a_client_not_found()
    {
        var worker = (await RegisterAsync()).Credentials;
        Client.Ext = new JsonObject { ["certificate"] = worker.Certificate };
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: worker);
        Assert.Equal((HttpStatusCode.Unauthorized, "AuthenticationFailed"), (answer.Status, answer.Code));
        Assert.Equal($"Client with clientId '{worker.ClientId}' not found", answer.Message);
    }

    [Fact]
    public async Task A_certificate_that_was_tampered_with_is_refused()
    {
        var worker = (await RegisterAsync()).Credentials;
        var certificate = JsonNode.Parse(worker.Certificate!)!;
        certificate["scopes"] = new JsonArray("*");
        Client.Ext = new JsonObject { ["certificate"] = certificate };
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: worker);
        Assert.Equal((HttpStatusCode.Unauthorized, "ext.certificate.signature is not valid, or wrong clientId provided"),
            (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Authorized_scopes_restrict_even_when_they_are_none()
    {
        Sandbox.AddClient("root", "token");
        Client.Ext = new JsonObject { ["authorizedScopes"] = new JsonArray() };
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: new Credentials("root", "token"));
        Assert.Equal((HttpStatusCode.Forbidden, "InsufficientScopes"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_wrong_token_is_a_bad_mac()
    {
        Sandbox.AddClient("root", "token");
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: new Credentials("root", "other"));
        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized: Bad mac"), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData(14, HttpStatusCode.NotFound)]
    [InlineData(16, HttpStatusCode.Unauthorized)]
    [InlineData(-16, HttpStatusCode.Unauthorized)]
    public async Task The_clocks_may_be_fifteen_minutes_apart(int minutes, HttpStatusCode expected)
    {
        Sandbox.AddClient("root", "token");
        Sandbox.ClockSkew = TimeSpan.FromMinutes(minutes);
        using var request = new HttpRequestMessage(HttpMethod.Get, Sandbox.RootUrl + SecretPath);
        request.Headers.Authorization = new("Hawk", Client.Sign("GET", SecretPath, new Credentials("root", "token")));
        using var response = await Client.Http.SendAsync(request, Cancellation);
        Assert.Equal(expected, response.StatusCode);
        var now = Time.GetUtcNow() + Sandbox.ClockSkew;
        Assert.Equal(now.AddMilliseconds(-now.Millisecond), response.Headers.Date);
    }

    [Fact]
    public async Task Credentials_end_with_their_certificate()
    {
        var worker = (await RegisterAsync()).Credentials;
        Time.Advance(TimeSpan.FromHours(96) + TimeSpan.FromMinutes(6));
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: worker);
        Assert.Equal((HttpStatusCode.Unauthorized, "ext.certificate.expiry < now"), (answer.Status, answer.Message));
    }

    /// <summary>The order and the words of the auth service's signaturevalidator.js, v106.</summary>
    [Theory]
    [InlineData("version", "2", "ext.certificate.version must be 1")]
    [InlineData("seed", "5", "ext.certificate.seed must be a string")]
    [InlineData("seed", "\"short\"", "ext.certificate.seed must be 44 characters")]
    [InlineData("start", "\"0\"", "ext.certificate.start must be a number")]
    [InlineData("expiry", "null", "ext.certificate.expiry must be a number")]
    [InlineData("scopes", "\"*\"", "ext.certificate.scopes must be an array")]
    [InlineData("scopes", "[5]", "ext.certificate.scopes must be an array of valid scopes")]
    [InlineData("issuer", "5", "ext.certificate.issuer must be a string")]
    [InlineData("issuer", "\"nobody\"", "Client with clientId 'nobody' not found")]
    [InlineData("start", "1895447111363", "ext.certificate.start > now")]
    [InlineData("expiry", "1", "ext.certificate.expiry < now")]
    [InlineData("expiry", "1895793611360", "ext.certificate cannot last longer than 31 days!")]
    [InlineData("issuer", "\"weak\"", "ext.certificate issuer `weak` doesn't have `auth:create-client:worker/static/proj-test/win/test-group/static-worker-1` for supplied clientId.")]
    [InlineData("issuer", "\"creator\"", "ext.certificate issuer `creator` doesn't satisfy all certificate scopes a.  The temporary credentials were not generated correctly.")]
    [InlineData("signature", "5", "ext.certificate.signature is not valid, or wrong clientId provided")]
    public async Task Certificates_are_checked_in_the_services_order(string property, string value, string message)
    {
        var worker = (await RegisterAsync()).Credentials;
        Sandbox.AddClient("weak", "token", "a");
        Sandbox.AddClient("creator", "token", "auth:create-client:*");
        var certificate = JsonNode.Parse(worker.Certificate!)!;
        if (property == "issuer")
            certificate["scopes"] = new JsonArray("a");
        certificate[property] = JsonNode.Parse(value);
        Client.Ext = new JsonObject { ["certificate"] = certificate };
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: worker);
        Assert.Equal((HttpStatusCode.Unauthorized, message), (answer.Status, answer.Message));
    }

    [Theory]
    [InlineData("""{"certificate":5}""", "ext.certificate must be a JSON object")]
    [InlineData("""{"certificate":[]}""", "ext.certificate.version must be 1")]
    [InlineData("""{"certificate":{"issuer":"root"}}""", "ext.certificate.issuer must differ from the supplied clientId")]
    [InlineData("""{"certificate":0,"authorizedScopes":"a"}""", "ext.authorizedScopes must be an array")]
    public async Task A_permanent_clients_ext_is_checked_too(string ext, string message)
    {
        Sandbox.AddClient("root", "token");
        Client.Ext = JsonNode.Parse(ext)!.AsObject();
        var answer = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: new Credentials("root", "token"));
        Assert.Equal((HttpStatusCode.Unauthorized, message), (answer.Status, answer.Message));
    }
}
