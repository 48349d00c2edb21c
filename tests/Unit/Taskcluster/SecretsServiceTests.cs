using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Taskcluster;

public sealed class SecretsServiceTests : IDisposable
{
    private readonly World world = new();

    private FakeHttp Http => world.Http;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_secret_is_an_object()
    {
        Http.Answer(200, """{"secret":{"config":{"a":1}},"expires":"2027-11-23T15:33:30.861Z"}""");
        var secret = await GetAsync();
        Assert.Equal("""{"config":{"a":1}}""", secret!.Value.GetRawText());
        Assert.Equal("/api/secrets/v1/secret/worker-pool%3Aproj-test%2Flinux", Http.Requests[0].Path);
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_none()
    {
        Http.Error(404, "ResourceNotFound", "Secret not found");
        Assert.Null(await GetAsync());
    }

    [Theory]
    [InlineData("<html>nginx: not found</html>")]
    [InlineData("{}")]
    [InlineData("""{"code":"SomethingElse","message":"x"}""")]
    public async Task A_404_of_something_else_does_not_pass_for_no_secret(string body)
    {
        Http.Answer(404, body);
        await Assert.ThrowsAsync<TaskclusterException>(() => GetAsync());
    }

    [Fact]
    public async Task A_secret_out_of_scope_is_none_where_that_was_agreed()
    {
        Http.Error(403, "InsufficientScopes", "no");
        Assert.Null(await GetAsync(forbiddenIsMissing: true));
    }

    [Fact]
    public async Task A_secret_out_of_scope_is_an_error_otherwise()
    {
        Http.Error(403, "InsufficientScopes", "no");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => GetAsync());
        Assert.StartsWith("secrets.get of \"worker-pool:proj-test/linux\" at https://tc.example.com failed: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"secret":null}""")]
    [InlineData("""{"secret":"text"}""")]
    public async Task A_secret_that_is_no_object_is_an_error(string body)
    {
        Http.Answer(200, body);
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => GetAsync());
        Assert.Contains("the answer cannot be parsed", error.Message, StringComparison.Ordinal);
    }

    private Task<System.Text.Json.JsonElement?> GetAsync(bool forbiddenIsMissing = false) =>
        new SecretsService(world.Environment.Taskcluster, World.RootUrl)
            .GetAsync("worker-pool:proj-test/linux", World.Run().Credentials, forbiddenIsMissing, Test.Token)
            .Soon();
}
