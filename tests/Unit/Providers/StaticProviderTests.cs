using WorkerRunner.Configuration;
using WorkerRunner.Providers;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Providers;

public sealed class StaticProviderTests : IDisposable
{
    private const string Secret = "StaticSecret0123456789StaticSecret0123456789";
    private const string Of38 = "abcdefghijklmnopqrstuvwxyz-ABCDEFGHI_9";

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("", "", "")]
    [InlineData("workerID: worker-1", $"workerID: {Of38}", "")]
    [InlineData("workerID: worker-1", $"workerID: {Of38}x", "provider.workerID is not 1 to 38 characters")]
    [InlineData("workerGroup: group", "workerGroup: a group", "provider.workerGroup is not 1 to 38 characters")]
    [InlineData("workerGroup: group", "workerGroup: gr\u00f6up", "provider.workerGroup is not 1 to 38 characters")]
    [InlineData("providerID: static-1", "providerID: a/b", "provider.providerID is not 1 to 38 characters")]
    [InlineData("proj-test/linux", "proj-test/l", "")]
    [InlineData("proj-test/linux", "proj-test/linux-2", "")]
    [InlineData("proj-test/linux", "no-slash", "provider.workerPoolID is not <provisionerId>/<workerType>")]
    [InlineData("proj-test/linux", "a/b/c", "provider.workerPoolID is not")]
    [InlineData("proj-test/linux", "proj-test/Linux", "provider.workerPoolID is not")]
    [InlineData("proj-test/linux", "proj-test/1linux", "provider.workerPoolID is not")]
    [InlineData("proj-test/linux", "proj-test/linux-", "provider.workerPoolID is not")]
    [InlineData("proj-test/linux", "proj-test/", "provider.workerPoolID is not")]
    [InlineData(Secret, "short", "provider.staticSecret is not 44 characters of A-Z, a-z, 0-9, - and _.")]
    [InlineData(Secret, Secret + "x", "provider.staticSecret is not 44 characters")]
    [InlineData(Secret, "StaticSecret0123456789StaticSecret012345678+", "provider.staticSecret is not 44 characters")]
    public void What_the_schemas_fix_is_checked_when_the_file_is_read(string replaced, string by, string error)
    {
        var yaml =
            $$"""
            provider:
              providerType: static
              rootURL: https://tc.example.com
              providerID: static-1
              workerPoolID: proj-test/linux
              workerGroup: group
              workerID: worker-1
              staticSecret: {{Secret}}
            worker: {implementation: dummy}
            """;
        var config = RunnerConfigReader.Parse("runner.yml", replaced.Length == 0 ? yaml : yaml.Replace(replaced, by, StringComparison.Ordinal));
        if (error.Length == 0)
        {
            Assert.Equal("proj-test", new StaticProvider().Read(config.Provider, world.Environment.Metadata).Identity.WorkerPoolId.Split('/')[0]);
            return;
        }
        var thrown = Assert.Throws<RunnerConfigException>(() => new StaticProvider().Read(config.Provider, world.Environment.Metadata));
        Assert.Contains(error, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(by.Split(' ')[^1], thrown.ToLogLine(), StringComparison.Ordinal);
    }
}
