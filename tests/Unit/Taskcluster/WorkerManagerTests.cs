using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Taskcluster;

[Collection(ByItself.Name)]
public sealed class WorkerManagerTests : IDisposable
{
    private const string Registered =
        """{"expires":"2026-11-27T15:33:31.360Z","credentials":{"clientId":"c","accessToken":"t","certificate":"{\"version\":1}"},"workerConfig":{"genericWorker":{"config":{"n":9007199254740993}}},"secret":"s"}""";

    private static readonly IdentityProof Proof = new(ConfigObject.Empty.Set("staticSecret", new Secret("the-static-secret")));
    private static readonly DateTimeOffset Boot = new(2026, 11, 23, 7, 0, 0, 250, TimeSpan.FromHours(2));

    private readonly World world = new();

    private FakeHttp Http => world.Http;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_registration_says_who_we_are_and_proves_it()
    {
        Http.Answer(200, Registered);
        await RegisterAsync(Boot);
        var request = Assert.Single(Http.Requests);
        Assert.Equal(("POST", "/api/worker-manager/v1/worker/register"), (request.Method, request.Path));
        Assert.Null(request.Authorization);
        Assert.Equal(
            """{"workerPoolId":"proj-test/linux","providerId":"test-provider","workerGroup":"test-group","workerId":"worker-1","workerIdentityProof":{"staticSecret":"the-static-secret"},"systemBootTime":"2026-11-23T05:00:00.250Z"}""",
            request.Body);
    }

    [Fact]
    public async Task A_registration_gives_credentials_and_configuration()
    {
        Http.Answer(200, Registered);
        var registration = await RegisterAsync(bootTime: null);
        Assert.Equal(("c", "t", "{\"version\":1}"), (registration.Credentials.ClientId, registration.Credentials.AccessToken.Reveal(), registration.Credentials.Certificate!.Reveal()));
        Assert.Equal(new DateTimeOffset(2026, 11, 27, 15, 33, 31, 360, TimeSpan.Zero), registration.Expires);
        Assert.Equal("s", registration.RegistrationSecret!.Reveal());
        Assert.Equal(9007199254740993L, registration.WorkerConfig!.Get("genericWorker.config.n"));
        Assert.DoesNotContain("systemBootTime", Http.Requests[0].Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_servers_give_neither_secret_nor_configuration()
    {
        Http.Answer(200, """{"expires":"2026-11-27T15:33:31Z","credentials":{"clientId":"c","accessToken":"t","certificate":""}}""");
        var registration = await RegisterAsync(bootTime: null);
        Assert.Null(registration.RegistrationSecret);
        Assert.Null(registration.WorkerConfig);
        Assert.Null(registration.Credentials.Certificate);
    }

    [Fact]
    public async Task The_boot_time_is_dropped_for_a_server_that_does_not_know_it()
    {
        Http.Error(400, "InputValidationError", "Schema Validation Failed!\n data must NOT have additional properties: systemBootTime").Answer(200, Registered);
        await RegisterAsync(Boot);
        Assert.Equal(2, Http.Requests.Count);
        Assert.DoesNotContain("systemBootTime", Http.Requests[1].Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_invalid_input_is_an_error_at_once()
    {
        Http.Error(400, "InputValidationError", "workerId is wrong");
        await Assert.ThrowsAsync<TaskclusterException>(() => RegisterAsync(Boot));
        Assert.Single(Http.Requests);
    }

    [Theory]
    [InlineData("clientId", "c")]
    [InlineData("accessToken", "t")]
    public async Task Credentials_that_are_empty_are_an_error(string name, string value)
    {
        Http.Answer(200, Registered.Replace($"\"{name}\":\"{value}\"", $"\"{name}\":\"\"", StringComparison.Ordinal));
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => RegisterAsync(Boot));
        Assert.Contains($"\"{name}\" is empty.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_registration_after_a_lost_reply_is_named_as_that()
    {
        Http.Break("Connection reset").Error(400, "InputError", "This worker is either stopped or running. No need to register");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => RegisterAsync(Boot));
        Assert.Equal(2, error.Attempts);
        Assert.Contains("its answer was lost on the way", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_registration_at_the_first_attempt_points_to_the_restart_cache()
    {
        Http.Error(400, "InputError", "This worker is either stopped or running. No need to register");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => RegisterAsync(Boot));
        Assert.Contains("cacheOverRestarts", error.Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InputError", "Worker static/a/b has expired", "create it there again")]
    [InlineData("InputError", "worker is not running", "replace its instance")]
    [InlineData("InputError", "bad staticSecret in workerIdentityProof", "Are provider ID")]
    [InlineData("InputError", "Signature validation error", "has it registered before?")]
    [InlineData(null, "<html><h1>400 Bad Request</h1><hr>nginx</html>", "every proxy and gateway")]
    public async Task A_refused_registration_has_the_advice_that_fits(string? code, string message, string advice)
    {
        if (code is null) Http.Answer(400, message);
        else Http.Error(400, code, message);
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => RegisterAsync(Boot));
        Assert.Contains(advice, error.Advice!, StringComparison.Ordinal);
        if (!advice.Contains("registered before", StringComparison.Ordinal)) Assert.DoesNotContain("registered before", error.Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "\"credentials\" is missing.")]
    [InlineData("""{"credentials":{"clientId":"c"},"expires":"2026-11-27T15:33:31Z"}""", "\"accessToken\" is missing.")]
    [InlineData("""{"credentials":{"clientId":"c","accessToken":"t"}}""", "\"expires\" is missing.")]
    [InlineData("""{"credentials":{"clientId":"c","accessToken":"t"},"expires":"soon"}""", "\"expires\" is not a time.")]
    [InlineData("""{"credentials":{"clientId":"c","accessToken":"t"},"expires":"2026-11-27T15:33:31Z","workerConfig":[]}""", "\"workerConfig\" is not an object.")]
    [InlineData("""{"credentials":{"clientId":"c","accessToken":"t","certificate":"not JSON"},"expires":"2026-11-27T15:33:31Z"}""", "certificate")]
    public async Task An_answer_that_cannot_be_understood_is_an_error_that_says_why(string body, string why)
    {
        Http.Answer(200, body);
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => RegisterAsync(bootTime: null));
        Assert.Contains("the answer cannot be parsed: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reregistration_spends_the_secret()
    {
        Http.Answer(200, Registered);
        await ReregisterAsync();
        var request = Assert.Single(Http.Requests);
        Assert.Equal("/api/worker-manager/v1/worker/reregister", request.Path);
        Assert.StartsWith("Hawk ", request.Authorization, StringComparison.Ordinal);
        Assert.Equal("""{"workerPoolId":"proj-test/linux","workerGroup":"test-group","workerId":"worker-1","secret":"once"}""", request.Body);
    }

    [Fact]
    public async Task A_reregistration_refused_after_a_lost_reply_is_named_as_that()
    {
        Http.Break("Connection reset").Error(400, "InputError", "Could not generate credentials for this secret");
        var error = await Assert.ThrowsAsync<TaskclusterException>(ReregisterAsync);
        Assert.Contains("The secret works once", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_keeps_the_slash_of_the_pool_escaped()
    {
        Http.Answer(200);
        await Manager().RemoveAsync(World.Identity, World.Run().Credentials, Test.Token).Soon();
        var request = Assert.Single(Http.Requests);
        Assert.Equal(("DELETE", "/api/worker-manager/v1/workers/proj-test%2Flinux/test-group/worker-1"), (request.Method, request.Path));
        Assert.Null(request.Body);
    }

    private WorkerManager Manager() => new(world.Environment.Taskcluster, World.RootUrl);

    private async Task<Registration> RegisterAsync(DateTimeOffset? bootTime)
    {
        var call = Manager().RegisterAsync(World.Identity, Proof, bootTime, Test.Token);
        await world.Time.RunAsync(call);
        return await call;
    }

    private async Task<Registration> ReregisterAsync()
    {
        var call = Manager().ReregisterAsync(World.Identity, new Secret("once"), World.Run().Credentials, Test.Token);
        await world.Time.RunAsync(call);
        return await call;
    }
}
