using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Logging;
using WorkerRunner.Network;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Network;

public sealed class HttpTraceTests : IDisposable
{
    private const string RegisterPath = "/api/worker-manager/v1/worker/register";

    // Each hides in another place of what is sent and received.
    private static readonly string[] Hidden =
    [
        "hidden-static-secret", "hidden-access-token", "hidden-seed", "hidden-registration-secret", "hidden-pool-setting", "hidden-pool-file", "hidden-setting",
        "hidden-text-in-a-list", "hidden-signature", "hidden-identity-token", "hidden-echo", "4711471147114711", "token-1",
    ];

    private const string Registered =
        """
        {"credentials":{"clientId":"worker/client","accessToken":"hidden-access-token","certificate":"{\"seed\":\"hidden-seed\"}"},
         "expires":"2026-11-27T15:29:30Z","secret":"hidden-registration-secret",
         "workerConfig":{"dummy":{"config":{"kind":"hidden-pool-setting"},"files":[{"content":"hidden-pool-file","path":"x","encoding":"base64","format":"file","description":""}]}}}
        """;

    private const string PoolSecret =
        """{"secret":{"config":{"password":"hidden-setting","message":"hidden-setting","pin":4711471147114711,"list":["hidden-text-in-a-list"]},"files":[]},"expires":"2027-01-01T00:00:00Z"}""";

    private const string StaticYaml =
        """
        provider:
          providerType: static
          rootURL: https://tc.example.com
          providerID: static-1
          workerPoolID: proj-test/linux
          workerGroup: group
          workerID: worker-1
          staticSecret: hidden-static-secret-of-44-characters-justso
        worker: {implementation: dummy}
        """;

    private readonly World world = new();

    public HttpTraceTests() => world.Log.Least = LogLevel.Debug;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_request_and_its_answer_are_shown()
    {
        world.Http.Answer(200, """{"message":"hidden in nothing","other":"x","n":7,"flag":true,"none":null}""", TestTime.Origin);
        await AskAsync("https://tc.example.com/api?a=b");
        Assert.Equal(
            [
                "POST https://tc.example.com/api?a=b; {\"workerPoolId\":\"proj/pool\",\"secret\":\"********\"}",
                "200 after 0 ms for POST https://tc.example.com/api?a=b; Date: Mon, 23 Nov 2026 15:29:30 GMT; "
                + "{\"message\":\"hidden in nothing\",\"other\":\"********\",\"n\":0,\"flag\":true,\"none\":null}",
            ],
            world.Log.Lines);
        Assert.All(world.Log.Entries, e => Assert.Equal(LogLevel.Debug, e.Level));
    }

    [Fact]
    public async Task A_request_without_an_answer_says_why()
    {
        world.Http.Break("Connection refused");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => AskAsync("https://tc.example.com/"));
        Assert.Equal("No answer after 0 ms for POST https://tc.example.com/: tc.example.com:443 gave no answer: Connection refused.", world.Log.Lines[^1]);
    }

    [Fact]
    public async Task Where_nobody_wants_it_nothing_is_read_or_shown()
    {
        world.Log.Least = LogLevel.Verbose;
        world.Http.Answer(200, "answer");
        var answer = await AskAsync("https://tc.example.com/");
        Assert.Equal("answer", answer);
        Assert.Empty(world.Log.Entries);
    }

    [Fact]
    public async Task The_answer_is_there_for_whoever_asked()
    {
        world.Http.Answer(200, "answer");
        Assert.Equal("answer", await AskAsync("https://tc.example.com/"));
        Assert.EndsWith("; 6 bytes", world.Log.Lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a token")]
    [InlineData("\"a token\"")]
    [InlineData("4711")]
    [InlineData("{\"a\"")]
    [InlineData("{\"message\":\"\\ud800\"}")]
    public void What_is_no_object_is_only_measured(string body) => Assert.Equal($"{body.Length} bytes", BodyOutline.Of(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Large_bodies_are_cut()
    {
        Assert.EndsWith("... (20015 bytes)", BodyOutline.Of(Encoding.UTF8.GetBytes($$"""{"message":"{{new string('x', 20_000)}}"}"""[..^1] + " }")), StringComparison.Ordinal);
        Assert.Equal("2000000 bytes", BodyOutline.Of(new byte[2_000_000]));
    }

    [Fact]
    public void The_request_that_a_refusal_repeats_is_not_shown() => Assert.Equal(
        """{"code":"InputError","message":"Refused."}""",
        BodyOutline.Of("""{"code":"InputError","message":"Refused.\n\n---\n\n* payload: {\"staticSecret\":\"hidden\"}"}"""u8.ToArray()));

    [Theory]
    [InlineData("static")]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task No_exchange_of_any_provider_shows_a_secret(string providerType)
    {
        SetClouds();
        world.Http.ByPath(path => path.StartsWith(RegisterPath, StringComparison.Ordinal) || path.Contains("reregister", StringComparison.Ordinal) ? (200, Registered)
            : path.Contains("worker-pool%3A", StringComparison.Ordinal) ? (200, PoolSecret)
            : (404, """{"code":"ResourceNotFound","message":"No such secret\n\n---\n\n* hidden-echo","requestInfo":{"payload":{"kind":"hidden-echo"}}}"""));
        var config = providerType == "static"
            ? RunnerConfigReader.Parse("runner.yml", StaticYaml)
            : World.CloudConfig(providerType);

        var run = await new ProviderRegistration(world.Environment).RunAsync(config, Test.Token);
        run = await new WorkerSecrets(world.Environment).RunAsync(run, Test.Token);
        await new WorkerManager(world.Environment.Taskcluster, run.RootUrl).ReregisterAsync(run.Identity, run.RegistrationSecret!, run.Credentials, Test.Token);

        var text = world.Log.Text;
        Assert.Contains($"POST https://tc.example.com{RegisterPath}; {{\"workerPoolId\":\"proj-test/linux\"", text, StringComparison.Ordinal);
        Assert.Contains("\"workerIdentityProof\":{", text, StringComparison.Ordinal);
        Assert.Contains("\"expires\":\"2026-11-27T15:29:30Z\"", text, StringComparison.Ordinal);
        if (providerType != "static") Assert.Contains("200 after 0 ms for GET http://169.254.169.254/", text.Replace("metadata.google.internal", "169.254.169.254", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(Hidden, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.DoesNotContain("Authorization", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hawk", text, StringComparison.Ordinal);
    }

    private void SetClouds()
    {
        const string Worker =
            """{"workerPoolId":"proj-test/linux","providerId":"p","workerGroup":"g","rootUrl":"https://tc.example.com","workerConfig":{"message":"hidden-pool-setting"}}""";
        const string Instance =
            """
            {"compute":{"location":"l","name":"vm-1","tagsList":[{"name":"worker-pool-id","value":"proj-test/linux"},{"name":"provider-id","value":"p"},
             {"name":"worker-group","value":"g"},{"name":"root-url","value":"https://tc.example.com"},{"name":"mine","value":"hidden-setting"}]}}
            """;
        const string Google = "/computeMetadata/v1";
        world.Cloud
            .Set("/latest/user-data", Worker)
            .Set("/latest/dynamic/instance-identity/document", """{"instanceId":"i-1","region":"r","availabilityZone":"rz"}""")
            .Set("/latest/dynamic/instance-identity/signature", "hidden-signature")
            .Set("/metadata/instance?api-version=2021-02-01", Instance)
            .Set("/metadata/attested/document?api-version=2021-02-01", """{"encoding":"pkcs7","signature":"hidden-signature"}""")
            .Set(Google + "/instance/attributes/taskcluster", Worker)
            .Set(Google + "/instance/id", "123")
            .Set(Google + "/instance/zone", "projects/1/zones/z-a")
            .Set(Google + "/instance/service-accounts/default/identity?audience=https%3A%2F%2Ftc.example.com&format=full", "hidden-identity-token");
    }

    private async Task<string> AskAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.TryAddWithoutValidation("Authorization", "Hawk hidden");
        request.Content = new ByteArrayContent("""{"workerPoolId":"proj/pool","secret":"s"}"""u8.ToArray());
        using var response = await world.Environment.Taskcluster.Http.SendAsync(request, Test.Token);
        return await response.Content.ReadAsStringAsync(Test.Token);
    }
}
