using System.Net;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Tests.Page;

public sealed class PageTests : IAsyncLifetime
{
    private const string Pool = "proj-test/win";
    private const string StaticSecret = "StaticSecret0123456789StaticSecret0123456789";
    private SandboxServer sandbox = null!;
    private PageClient page = null!;

    public async ValueTask InitializeAsync()
    {
        sandbox = await SandboxServer.StartAsync(new SandboxOptions { PagePort = 0, FindRunners = () => [] }, TestContext.Current.CancellationToken);
        sandbox.AddStaticWorker(Pool, "static", "g", "w", StaticSecret);
        page = new PageClient(sandbox.PageUrl!);
    }

    public async ValueTask DisposeAsync()
    {
        page.Dispose();
        await sandbox.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_option_there_is_no_page()
    {
        await using var plain = await SandboxServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Null(plain.PageUrl);
    }

    [Theory]
    [InlineData("", "text/html; charset=utf-8")]
    [InlineData("page.css", "text/css; charset=utf-8")]
    [InlineData("page.js", "text/javascript; charset=utf-8")]
    public async Task Its_own_text_needs_no_token_and_names_no_other_host(string path, string type)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.GetAsync(new Uri(page.Address + path), TestContext.Current.CancellationToken);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.DoesNotContain("://", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'; script-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "events", null)]
    [InlineData("GET", "events", "")]
    [InlineData("GET", "events", "00000000000000000000000000000000")]
    [InlineData("POST", "do", null)]
    [InlineData("POST", "do", "00000000000000000000000000000000")]
    public async Task Nothing_is_told_or_done_without_the_token(string method, string path, string? token)
    {
        var (status, _) = await page.SendAsync(new HttpMethod(method), path, token, method == "POST" ? """{"do":"fault","fault":"x:503"}""" : null);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Empty(sandbox.Faults.Snapshot());
    }

    [Theory]
    [InlineData("Host", "sandbox.example.com")]
    [InlineData("Host", "127.0.0.1")]
    [InlineData("Host", "127.0.0.1:1")]
    [InlineData("Origin", "https://example.com")]
    [InlineData("Origin", "null")]
    public async Task Other_names_and_other_sites_are_refused_even_with_the_token(string name, string value)
    {
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, ""), (HttpMethod.Get, "events"), (HttpMethod.Post, "do")])
            Assert.Equal(HttpStatusCode.Forbidden, (await page.SendAsync(method, path, page.Token, "{}", (name, value))).Status);
    }

    [Fact]
    public async Task Its_own_origin_is_no_other_site() =>
        Assert.Equal(HttpStatusCode.OK, (await page.SendAsync(HttpMethod.Get, "events", page.Token, null, ("Origin", page.Address.TrimEnd('/')))).Status);

    [Fact]
    public async Task A_request_shows_when_it_arrives_and_when_it_is_answered_with_its_worker()
    {
        await using var events = page.EventsAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("snapshot", events.Current.Name);
        await RegisterAsync();
        var shown = new List<JsonElement>();
        while (shown.Count < 2 && await events.MoveNextAsync())
        {
            if (events.Current.Name == "request")
                shown.Add(events.Current.Content);
        }

        Assert.All(shown, request => Assert.Equal("proj-test/win/g/w", request.GetProperty("worker").GetString()));
        Assert.Equal(JsonValueKind.Null, shown[0].GetProperty("status").ValueKind);
        Assert.Equal(200, shown[1].GetProperty("status").GetInt32());
        Assert.True(shown[1].GetProperty("milliseconds").GetDouble() >= 0);
    }

    [Fact]
    public async Task A_later_page_gets_what_was_before_it()
    {
        await RegisterAsync();
        var snapshot = await page.FirstAsync("snapshot", _ => true);
        Assert.EndsWith("/worker/register", Assert.Single(snapshot.GetProperty("requests").EnumerateArray()).GetProperty("target").GetString(), StringComparison.Ordinal);
        var worker = Assert.Single(snapshot.GetProperty("state").GetProperty("workers").EnumerateArray());
        Assert.Equal(("registered", "static"), (worker.GetProperty("state").GetString(), worker.GetProperty("provider").GetString()));
        Assert.Equal(sandbox.RootUrl, snapshot.GetProperty("state").GetProperty("rootUrl").GetString());
    }

    [Fact]
    public async Task A_change_that_no_request_makes_shows_too()
    {
        sandbox.StopWorker(Pool, "g", "w");
        await page.FirstAsync("snapshot", all => all.GetProperty("state").GetProperty("workers")[0].GetProperty("state").GetString() == "removed");
    }

    [Fact]
    public async Task No_secret_is_on_the_page()
    {
        var answer = await RegisterAsync();
        sandbox.SetSecret($"worker-pool:{Pool}", """{"config":{"password":"hidden-password"}}""");
        using var client = new SandboxClient(sandbox.RootUrl, TimeProvider.System);
        await client.SendAsync(HttpMethod.Get, "/api/secrets/v1/secret/worker-pool%3Aproj-test%2Fwin", credentials: answer.Credentials);
        var text = (await page.FirstAsync("snapshot", all => all.GetProperty("requests").GetArrayLength() == 2)).GetRawText();
        Assert.All(
            [StaticSecret, answer.Credentials.AccessToken, answer.Body.GetProperty("secret").GetString()!, "hidden-password", "mac=", page.Token],
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cloud_with_a_worker_has_buttons()
    {
        var aws = sandbox.AddAwsInstance(Pool, "aws", "us-east-1");
        var state = (await page.FirstAsync("snapshot", _ => true)).GetProperty("state");
        var cloud = Assert.Single(state.GetProperty("clouds").EnumerateArray());
        Assert.Equal(("aws", aws.WorkerId), (cloud.GetProperty("name").GetString(), cloud.GetProperty("instance").GetString()));
        Assert.Contains(cloud.GetProperty("commands").EnumerateArray(), command => command.GetProperty("name").GetString() == "spot");
        Assert.Equal((HttpStatusCode.OK, "aws: announce a Spot interruption (terminate) in 2 minutes"), await page.DoAsync("""{"do":"interrupt","cloud":"aws","command":"spot"}"""));
        Assert.NotNull(aws.InstanceAction);
    }

    [Fact]
    public async Task Faults_are_added_counted_and_taken_away()
    {
        Assert.Equal((HttpStatusCode.OK, "Fault register:503*2 strikes from now on."), await page.DoAsync("""{"do":"fault","fault":"register:503*2"}"""));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RegisterAsync()).Status);
        var fault = (await page.FirstAsync("snapshot", _ => true)).GetProperty("state").GetProperty("faults")[0];
        Assert.Equal(("register:503*2", 1), (fault.GetProperty("name").GetString(), fault.GetProperty("left").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await page.DoAsync("""{"do":"mend"}""")).Status);
        Assert.Empty(sandbox.Faults.Snapshot());
    }

    [Theory]
    [InlineData("""{"do":"dance"}""", "\"do\" is interrupt, fault, mend or task.")]
    [InlineData("[]", "A JSON object is expected.")]
    [InlineData("", "A JSON object is expected.")]
    [InlineData("""{"do":"fault"}""", " is not a fault: expected WHERE:WHAT or WHERE:WHAT*N, for example register:503*2")]
    [InlineData("""{"do":"interrupt","cloud":"aws","command":"spot"}""", "No instance of aws belongs to a worker pool.")]
    public async Task What_cannot_be_done_is_explained(string json, string said) => Assert.Equal((HttpStatusCode.BadRequest, said), await page.DoAsync(json));

    [Fact]
    public async Task A_command_that_a_cloud_does_not_know_is_explained()
    {
        sandbox.AddGoogleInstance(Pool, "google", "us-central1");
        Assert.Equal(
            (HttpStatusCode.BadRequest, "spot is not a command for google: expected preempt, terminate, maintenance, withdraw"),
            await page.DoAsync("""{"do":"interrupt","cloud":"google","command":"spot"}"""));
    }

    [Fact]
    public async Task Tasks_are_made_and_shown()
    {
        Assert.Equal((HttpStatusCode.BadRequest, "A task needs a command."), await page.DoAsync("""{"do":"task","pool":"proj-test/win","command":" "}"""));
        Assert.Equal(HttpStatusCode.BadRequest, (await page.DoAsync("""{"do":"task","pool":"nowhere","command":"true"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await page.DoAsync("""{"do":"task","pool":"proj-test/win","command":"echo hello"}""")).Status);
        var task = (await page.FirstAsync("snapshot", _ => true)).GetProperty("state").GetProperty("tasks")[0];
        Assert.Equal(("echo hello", "pending", "pending"), (task.GetProperty("name").GetString(), task.GetProperty("state").GetString(), task.GetProperty("runs")[0].GetString()));
    }

    [Fact]
    public async Task A_long_body_is_not_read() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await page.DoAsync(new string(' ', 5000))).Status);

    [Fact]
    public async Task Pages_without_end_are_refused()
    {
        var open = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < 16; i++)
                open.Add(await page.OpenAsync());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await page.SendAsync(HttpMethod.Get, "events", page.Token)).Status);
        }
        finally
        {
            open.ForEach(response => response.Dispose());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await page.SendAsync(HttpMethod.Get, "nothing", page.Token)).Status);
    }

    [Fact]
    public async Task A_sandbox_with_an_open_page_ends_at_once()
    {
        using var open = await page.OpenAsync();
        await sandbox.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    private async Task<Answer> RegisterAsync()
    {
        using var client = new SandboxClient(sandbox.RootUrl, TimeProvider.System);
        return await client.RegisterAsync(new { workerPoolId = Pool, providerId = "static", workerGroup = "g", workerId = "w", workerIdentityProof = new { staticSecret = StaticSecret } });
    }
}
