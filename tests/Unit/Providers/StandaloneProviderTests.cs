using WorkerRunner.Configuration;
using WorkerRunner.Providers;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Providers;

public sealed class StandaloneProviderTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Everything_is_in_the_configuration()
    {
        var identity = await IdentifyAsync(World.StandaloneYaml.Replace("worker-1", "worker-1\n  certificate: '{\"version\":1}'\n  workerLocation: {zone: z1}", StringComparison.Ordinal));
        Assert.Equal("https://tc.example.com", identity.RootUrl.Text);
        Assert.Equal("test-group/worker-1", identity.Identity.ToString());
        Assert.Equal(("fake/client", "access-token-of-standalone", "{\"version\":1}"), (identity.Credentials!.ClientId, identity.Credentials.AccessToken.Reveal(), identity.Credentials.Certificate!.Reveal()));
        Assert.Equal("""{"cloud":"standalone","zone":"z1"}""", identity.Location.ToString());
        Assert.Null(identity.Proof);
    }

    [Fact]
    public async Task A_slash_at_the_end_of_the_root_URL_is_dropped()
    {
        var identity = await IdentifyAsync(World.StandaloneYaml.Replace("tc.example.com", "tc.example.com/", StringComparison.Ordinal));
        Assert.Equal("https://tc.example.com", identity.RootUrl.Text);
    }

    [Theory]
    [InlineData("https://tc.example.com", "tc.example.com", "runner.yml:3:3: provider.rootURL is not the http or https address of a deployment (without user name, password, query or fragment).")]
    [InlineData("https://tc.example.com", "https://me:s3cret@tc.example.com", "runner.yml:3:3: provider.rootURL is not the http or https address of a deployment (without user name, password, query or fragment).")]
    [InlineData("proj-test/linux", "proj-test", "runner.yml:6:3: provider.workerPoolID is not <provisionerId>/<workerType>: the first of 1 to 38 characters of A-Z, a-z, 0-9, - and _, the other of 1 to 38 of a-z, 0-9 and -, beginning with a letter and not ending with -.")]
    [InlineData("proj-test/linux", "/linux", "runner.yml:6:3: provider.workerPoolID is not <provisionerId>/<workerType>: the first of 1 to 38 characters of A-Z, a-z, 0-9, - and _, the other of 1 to 38 of a-z, 0-9 and -, beginning with a letter and not ending with -.")]
    [InlineData("proj-test/linux", "proj-test/", "runner.yml:6:3: provider.workerPoolID is not <provisionerId>/<workerType>: the first of 1 to 38 characters of A-Z, a-z, 0-9, - and _, the other of 1 to 38 of a-z, 0-9 and -, beginning with a letter and not ending with -.")]
    [InlineData("worker-1", "", "runner.yml:8:12: provider.workerID must be a string, but is null.")]
    [InlineData("access-token-of-standalone", "1234567890", "runner.yml:5:16: provider.accessToken must be a string, but is a whole number.")]
    [InlineData("access-token-of-standalone", "''", "runner.yml:5:3: provider.accessToken is empty")]
    [InlineData("workerID: worker-1", "workerId: worker-1", "runner.yml:2:3: provider.workerID is missing.")]
    [InlineData("worker-1", "worker-1\n  certificate: not JSON", "runner.yml:9:3: provider.certificate is not a JSON object in a string.")]
    [InlineData("worker-1", "worker-1\n  workerLocation: {zone: 1}", "runner.yml:9:26: provider.workerLocation.zone must be a string, but is a whole number.")]
    public async Task What_is_wrong_is_named_with_its_place(string from, string to, string message)
    {
        var error = await Assert.ThrowsAsync<RunnerConfigException>(() => IdentifyAsync(World.StandaloneYaml.Replace(from, to, StringComparison.Ordinal)));
        Assert.Equal(message, error.Message);
        Assert.DoesNotContain("1234567890", error.ToLogLine(), StringComparison.Ordinal);
    }

    private Task<ProviderIdentity> IdentifyAsync(string yaml) =>
        new StandaloneProvider().IdentifyAsync(RunnerConfigReader.Parse("runner.yml", yaml).Provider, world.Environment.Metadata, Test.Token).Soon();
}
