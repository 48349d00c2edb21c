using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Stages;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

public sealed class VerboseTests : IDisposable
{
    private readonly World world = new();

    public VerboseTests() => world.Log.Least = LogLevel.Verbose;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task It_tells_which_provider_is_asked_and_what_is_merged()
    {
        world.Cloud
            .Set("/latest/user-data", """{"workerPoolId":"proj/win","providerId":"aws-1","workerGroup":"r","rootUrl":"https://tc.example.com"}""")
            .Set("/latest/dynamic/instance-identity/document", """{"instanceId":"i-1","region":"r","availabilityZone":"rz"}""")
            .Set("/latest/dynamic/instance-identity/signature", "sig");
        world.Http.Answer(200, """{"expires":"2026-11-27T15:29:30Z","credentials":{"clientId":"c","accessToken":"access-token-2"},"workerConfig":{"dummy":{"config":{"a":1,"b":2}}}}""");
        await new ProviderRegistration(world.Environment).RunAsync(World.CloudConfig("aws"), Test.Token).Soon();
        Assert.Contains("Asking the AWS metadata service at http://169.254.169.254 for /latest/user-data, for up to 5 min", world.Log.Lines);
        Assert.Contains($"Registered as client c; the credentials expire at {Test.Time("2026-11-27T15:29:30Z")}", world.Log.Lines);
        Assert.Contains("Merging the keys a, b and 0 files of the worker pool", world.Log.Lines);
    }

    [Fact]
    public async Task It_tells_which_secrets_are_found_but_not_what_is_in_them()
    {
        world.Http.ByPath(path => path.Contains("worker-pool", StringComparison.Ordinal)
            ? (200, """{"secret":{"config":{"password":"correct horse"},"files":[]}}""")
            : (404, """{"code":"ResourceNotFound","message":"none"}"""));
        await new WorkerSecrets(world.Environment).RunAsync(World.Run(), Test.Token).Soon();
        Assert.Contains("Found the secret worker-pool:proj-test/linux", world.Log.Lines);
        Assert.Contains("Merged the keys password and 0 files of the secret worker-pool:proj-test/linux", world.Log.Lines);
        Assert.DoesNotContain("correct horse", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_tells_which_files_are_written()
    {
        var run = World.Run("cacheOverRestarts: cache.json\ngetSecrets: false") with
        {
            Files = [.. WorkerFileReader.Read(new ConfigArray([ConfigObject.Empty.Set("path", "f").Set("content", "YQ==").Set("encoding", "base64").Set("format", "file")]), "x")],
        };
        new Runner(world.Environment).ExpandFiles(run, Test.Token);
        Assert.Contains($"Wrote {world.Folder.File("f")}", world.Log.Lines);
    }

    [Fact]
    public void It_is_not_given_to_those_who_do_not_want_it()
    {
        world.Log.Least = LogLevel.Information;
        Assert.False(world.Environment.Log.Wants(LogLevel.Verbose));
        world.Environment.Log.Say(LogLevel.Verbose, "v");
        world.Environment.Log.Say(LogLevel.Debug, "d");
        Assert.Empty(world.Log.Entries);
    }
}
