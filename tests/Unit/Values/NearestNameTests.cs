using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["provider", "worker", "workerConfig", "logging", "getSecrets", "cacheOverRestarts"];

    [Theory]
    [InlineData("provder", "provider")]
    [InlineData("Provider", "provider")]
    [InlineData("PROVIDERS", "provider")]
    [InlineData("workers", "worker")]
    [InlineData("workerconfig", "workerConfig")]
    [InlineData("worker_config", "workerConfig")]
    [InlineData("getSecret", "getSecrets")]
    [InlineData("cacheOverRestart", "cacheOverRestarts")]
    [InlineData("loging", "logging")]
    public void A_slip_of_the_pen_is_recognised(string name, string expected)
    {
        Assert.Equal(expected, NearestName.Find(name, Known));
        Assert.Equal($" Did you mean \"{expected}\"?", NearestName.Hint(name, Known));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("something")]
    [InlineData("cache")]
    [InlineData("secrets")]
    public void What_is_like_nothing_gets_no_hint(string name) => Assert.Equal("", NearestName.Hint(name, Known));

    [Fact]
    public void Among_no_names_none_is_near() => Assert.Null(NearestName.Find("worker", []));
}
