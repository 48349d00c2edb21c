using WorkerRunner.Files;
using WorkerRunner.Runs;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Stages;

public sealed class WorkerSecretsTests : IDisposable
{
    private const string Missing = """{"code":"ResourceNotFound","message":"Secret not found"}""";

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Secrets_go_over_the_configuration_the_present_name_over_the_older_one()
    {
        var run = await RunAsync(
            (200, """{"secret":{"config":{"a":"older-value","b":"older-value"}}}"""),
            (200, """{"secret":{"config":{"b":"present-value"},"files":[{"content":"YQ==","encoding":"base64","format":"file","path":"/f"}]}}"""));
        Assert.Equal(
            """{"a":"older-value","b":"present-value","c":"public"}""",
            ConfigJson.ToText(new ConfigObject(run.WorkerConfig.OrderBy(e => e.Key, StringComparer.Ordinal)), SecretText.Revealed));
        Assert.True(Assert.Single(run.Files) is { Path: "/f", IsPrivate: true });
        Assert.DoesNotContain("value", run.WorkerConfig.ToString(), StringComparison.Ordinal);
        Assert.Equal("x ********", world.Environment.Log.Secrets.Mask("x present-value"));
        Assert.True(run.Has(RunStages.Secrets));
    }

    [Fact]
    public async Task The_content_of_secret_files_is_masked_line_by_line()
    {
        var content = Convert.ToBase64String("-----BEGIN KEY-----\r\n  MIIEvQIBADANBg\r\n-----END KEY-----\r\n"u8.ToArray());
        await RunAsync((404, Missing), (200, $$$"""{"secret":{"files":[{"content":"{{{content}}}","encoding":"base64","format":"file","path":"/f"}]}}"""));
        Assert.Equal("x ******** ********", world.Environment.Log.Secrets.Mask("x MIIEvQIBADANBg " + content));
    }

    [Fact]
    public async Task A_secret_of_another_shape_is_configuration_as_a_whole()
    {
        var run = await RunAsync((404, Missing), (200, """{"secret":{"config":{"a":1},"more":true}}"""));
        Assert.Equal("""{"c":"public","config":{"a":1},"more":true}""", run.WorkerConfig.ToString());
        Assert.Contains("legacy secret format", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_at_all_is_a_warning()
    {
        var run = await RunAsync((403, """{"code":"InsufficientScopes","message":"no"}"""), (404, Missing));
        Assert.Equal("""{"c":"public"}""", run.WorkerConfig.ToString());
        Assert.Contains("No worker secrets for worker pool proj-test/linux.", world.Log.Lines);
    }

    [Fact]
    public async Task The_present_secret_out_of_scope_is_an_error() =>
        await Assert.ThrowsAsync<TaskclusterException>(() => RunAsync((404, Missing), (403, """{"code":"InsufficientScopes","message":"no"}""")));

    [Fact]
    public async Task A_number_in_a_secret_that_nobody_can_hold_is_an_error()
    {
        var body = $"{{\"secret\":{{\"config\":{{\"n\":{new string('9', 100_000)}}}}}}}";
        var error = await Assert.ThrowsAsync<WorkerFileException>(() => RunAsync((404, Missing), (200, body)));
        Assert.Equal("The value of the secret worker-pool:proj-test/linux cannot be used: a number has more than 1000 characters.", error.Message);
    }

    [Theory]
    [InlineData("""{"secret":{"config":7}}""", "\"config\" in the secret worker-pool:proj-test/linux must be an object, but is a whole number.")]
    [InlineData("""{"secret":{"files":"s3cret-text"}}""", "\"files\" in the secret worker-pool:proj-test/linux must be a list, but is a string.")]
    public async Task A_secret_of_the_wrong_shape_is_an_error_that_does_not_show_it(string body, string message)
    {
        var error = await Assert.ThrowsAsync<WorkerFileException>(() => RunAsync((404, Missing), (200, body)));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Without_getSecrets_nobody_is_asked()
    {
        var run = await new WorkerSecrets(world.Environment).RunAsync(World.Run("getSecrets: false"), Test.Token).Soon();
        Assert.True(run.Has(RunStages.Secrets));
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task A_run_that_has_its_secrets_is_given_back_as_it_is()
    {
        var run = World.Run().With(RunStages.Secrets);
        Assert.Same(run, await new Runner(world.Environment).GetSecretsAsync(run, Test.Token).Soon());
        Assert.Contains("The run's secrets were fetched already; not repeating that", world.Log.Lines);
    }

    /// <summary>Asks for the secrets; the older name gets the first answer, the present one the second, whichever is asked first.</summary>
    private async Task<WorkerRun> RunAsync((int Status, string Body) older, (int Status, string Body) present)
    {
        world.Http.ByPath(path => path.Contains("worker-type", StringComparison.Ordinal) ? older : present);
        var run = World.Run() with { WorkerConfig = ConfigObject.Empty.Set("c", "public") };
        return await new WorkerSecrets(world.Environment).RunAsync(run, Test.Token).Soon();
    }
}
