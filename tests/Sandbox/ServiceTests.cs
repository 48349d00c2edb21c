using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests;

public sealed class ServiceTests : SandboxFixture
{
    [Fact]
    public async Task A_registration_answers_what_the_real_one_does()
    {
        var answer = await RegisterAsync();
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("2026-11-27T15:33:31.360Z", answer.Body.GetProperty("expires").GetString());
        Assert.Equal("worker/static/proj-test/win/test-group/static-worker-1", answer.Credentials.ClientId);
        Assert.Equal("""{"genericWorker":{"config":{"a":1}}}""", JsonSerializer.Serialize(answer.Body.GetProperty("workerConfig")));
        Assert.Matches("^[a-zA-Z0-9_-]{44}$", answer.Secret);
        var certificate = JsonElement.Parse(answer.Credentials.Certificate!);
        Assert.Equal(Time.GetUtcNow().AddMinutes(-15).ToUnixTimeMilliseconds(), certificate.GetProperty("start").GetInt64());
    }

    [Fact]
    public async Task Old_servers_know_less()
    {
        (Sandbox.Legacy.NoSecret, Sandbox.Legacy.NoWorkerConfig, Sandbox.Legacy.NoSystemBootTime) = (true, true, true);
        var old = await RegisterAsync();
        Assert.Equal(["expires", "credentials"], old.Body.EnumerateObject().Select(property => property.Name));
        var body = Registration();
        body["systemBootTime"] = "2026-11-23T15:00:00Z";
        Assert.Equal("InputValidationError", (await Client.RegisterAsync(body)).Code);
        Sandbox.Legacy.NoSystemBootTime = false;
        Assert.Equal(HttpStatusCode.OK, (await Client.RegisterAsync(body)).Status);
    }

    [Fact]
    public async Task A_wrong_static_secret_is_refused_in_the_real_words()
    {
        var answer = await Client.RegisterAsync(Registration(new string('x', 44)));
        Assert.Equal((HttpStatusCode.BadRequest, "InputError"), (answer.Status, answer.Code));
        Assert.Equal("bad staticSecret in workerIdentityProof", answer.Message);
        Assert.Contains("\n\n---\n\n* method:     registerWorker\n", answer.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("(OMITTED)", answer.Body.GetProperty("requestInfo").GetProperty("payload").GetString());
    }

    [Theory]
    [InlineData("workerId", "unknown", HttpStatusCode.NotFound, "ResourceNotFound")]
    [InlineData("workerPoolId", "other/pool", HttpStatusCode.NotFound, "ResourceNotFound")]
    [InlineData("providerId", "other", HttpStatusCode.NotFound, "ResourceNotFound")]
    [InlineData("workerPoolId", "noslash", HttpStatusCode.BadRequest, "InputValidationError")]
    [InlineData("workerId", "i-1\n", HttpStatusCode.BadRequest, "InputValidationError")]
    [InlineData("workerGroup", "", HttpStatusCode.BadRequest, "InputValidationError")]
    [InlineData("workerId", null, HttpStatusCode.BadRequest, "InputValidationError")]
    [InlineData("systemBootTime", "23 November 2026", HttpStatusCode.BadRequest, "InputValidationError")]
    [InlineData("more", "x", HttpStatusCode.BadRequest, "InputValidationError")]
    public async Task Registrations_are_checked(string property, string? value, HttpStatusCode status, string code)
    {
        var body = Registration();
        body[property] = value;
        var answer = await Client.RegisterAsync(body);
        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_identity_proof_is_one_kind_only()
    {
        var body = Registration();
        body["workerIdentityProof"] = new { staticSecret = StaticSecret, token = "t" };
        Assert.Equal("InputValidationError", (await Client.RegisterAsync(body)).Code);
        Assert.Equal("InputValidationError", (await Client.RegisterAsync(Registration("too-short"))).Code);
        Assert.Equal("MalformedPayload", (await Client.RegisterAsync("{")).Code);
    }

    [Fact]
    public async Task A_reregistration_secret_is_good_once()
    {
        var first = await RegisterAsync();
        var second = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(first.Secret), first.Credentials);
        Assert.Equal(["expires", "credentials", "secret"], second.Body.EnumerateObject().Select(property => property.Name));
        var again = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(first.Secret), first.Credentials);
        Assert.Equal((HttpStatusCode.BadRequest, "Could not generate credentials for this secret"), (again.Status, again.Message));
        var third = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(second.Secret), second.Credentials);
        Assert.Equal(HttpStatusCode.OK, third.Status);
    }

    [Fact]
    public async Task Without_credentials_nothing_but_registering_goes()
    {
        var answer = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(StaticSecret));
        Assert.Equal((HttpStatusCode.Forbidden, "InsufficientScopes"), (answer.Status, answer.Code));
        Assert.StartsWith("This request requires Taskcluster credentials", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_and_a_secret_out_of_scope_differ()
    {
        var worker = (await RegisterAsync()).Credentials;
        var missing = await Client.SendAsync(HttpMethod.Get, SecretPath, credentials: worker);
        Assert.Equal((HttpStatusCode.NotFound, "ResourceNotFound", "Secret not found"), (missing.Status, missing.Code, missing.Message));
        var foreign = await Client.SendAsync(HttpMethod.Get, "/api/secrets/v1/secret/worker-pool:proj-test/other", credentials: worker);
        Assert.Equal((HttpStatusCode.Forbidden, "InsufficientScopes"), (foreign.Status, foreign.Code));
        Assert.Equal("/api/secrets/v1/secret/worker-pool:proj-test/other", Sandbox.Requests[^1].Target);
    }

    [Fact]
    public async Task An_error_report_is_kept_and_given_back()
    {
        var worker = (await RegisterAsync()).Credentials;
        var body = new { workerGroup = Group, workerId = Id, kind = "worker-error", title = "T", description = "D", extra = new { a = 1 } };
        var answer = await Client.SendAsync(HttpMethod.Post, ErrorPath, body, worker);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var report = Assert.Single(Sandbox.ErrorReports);
        Assert.Equal(answer.Body.GetProperty("errorId").GetString(), report.ErrorId);
        Assert.Equal((Pool, "worker-error", "D", 1), (report.WorkerPoolId, report.Kind, report.Description, report.Extra.GetProperty("a").GetInt32()));
        var longTitle = await Client.SendAsync(HttpMethod.Post, ErrorPath, body with { title = new string('t', 129) }, worker);
        Assert.Equal("InputValidationError", longTitle.Code);
        var foreign = await Client.SendAsync(HttpMethod.Post, ErrorPath, body with { workerId = "another" }, worker);
        Assert.Equal("InsufficientScopes", foreign.Code);
    }

    [Fact]
    public async Task A_worker_is_removed_once_and_again()
    {
        var first = await RegisterAsync();
        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.OK, (await Client.SendAsync(HttpMethod.Delete, RemovePath, credentials: first.Credentials)).Status);
        Assert.Equal(Id, Assert.Single(Sandbox.RemovedWorkers).WorkerId);
        Assert.Equal("worker is not running", (await RegisterAsync()).Message);
        var again = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(first.Secret), first.Credentials);
        Assert.Equal($"Worker {Group}/{Id} is not running", again.Message);
    }

    [Fact]
    public async Task A_static_worker_has_its_pools_lifetime_in_registrations_only()
    {
        Sandbox.CredentialLifetime = TimeSpan.FromHours(1);
        var first = await RegisterAsync();
        Assert.Equal("2026-11-23T16:33:31.360Z", first.Body.GetProperty("expires").GetString());
        var second = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(first.Secret), first.Credentials);
        Assert.Equal("2026-11-27T15:33:31.360Z", second.Body.GetProperty("expires").GetString());
    }

    [Fact]
    public async Task An_expired_worker_is_not_registered_again()
    {
        var first = await RegisterAsync();
        Sandbox.SetWorkerExpiry(Pool, Group, Id, Time.GetUtcNow().AddSeconds(-1));
        var again = await Client.SendAsync(HttpMethod.Post, ReregisterPath, Reregistration(first.Secret), first.Credentials);
        Assert.Equal((HttpStatusCode.BadRequest, "InputError", $"Worker {Group}/{Id} has expired"), (again.Status, again.Code, again.Message));
    }

    [Fact]
    public async Task Removing_an_unknown_worker_is_not_found()
    {
        Sandbox.AddClient("root", "token");
        var answer = await Client.SendAsync(HttpMethod.Delete, RemovePath + "0", credentials: new Credentials("root", "token"));
        Assert.Equal((HttpStatusCode.NotFound, "Worker not found"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task A_raw_slash_in_a_worker_pool_is_another_address()
    {
        Sandbox.AddClient("root", "token");
        var path = RemovePath.Replace("%2F", "/", StringComparison.Ordinal);
        var answer = await Client.SendAsync(HttpMethod.Delete, path, credentials: new Credentials("root", "token"));
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("Not found", answer.Body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_target_is_recorded_byte_for_byte()
    {
        const string Target = "/api/x/%2f/..%2F/a%20b?c=%7e&d";
        var port = new Uri(Sandbox.RootUrl).Port;
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {Target} HTTP/1.1\r\nHost: x\r\n\r\n"), Cancellation);
        var request = await Sandbox.WaitForRequestAsync(_ => true, Cancellation);
        Assert.Equal(("GET", Target, 404), (request.Method, request.Target, request.Status));
    }
}
