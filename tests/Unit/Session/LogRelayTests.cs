using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Session;

public sealed class LogRelayTests : IDisposable
{
    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_structured_entry_is_the_workers_with_its_body()
    {
        var entry = Assert.Single(await SayAsync("""~{"type":"log","body":{"textPayload":"hi","n":9007199254740993}}"""));
        Assert.Equal(LogSource.Worker, entry.Source);
        Assert.Equal("hi; n: 9007199254740993", entry.Text);
        Assert.Equal(9007199254740993L, entry.Body!["n"]);
    }

    [Fact]
    public async Task Secrets_are_masked_in_text_body_and_names()
    {
        world.Environment.Log.Secrets.Add(new Secret("s3cret-value"));
        var entry = Assert.Single(await SayAsync("""~{"type":"log","body":{"a":["s3cret-value"],"s3cret-value":{"b":"x s3cret-value y"}}}"""));
        Assert.DoesNotContain("s3cret", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", entry.Body!.ToString(), StringComparison.Ordinal);
        Assert.Contains("x ******** y", entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""~{"type":"log"}""")]
    [InlineData("""~{"type":"log","body":"text"}""")]
    [InlineData("""~{"type":"log","body":null}""")]
    [InlineData("""~{"type":"log","body":[1]}""")]
    [InlineData("""~{"type":"log","body":{"a":"\ud800"}}""")]
    [InlineData("""~{"type":"log","body":{"\ud800":1}}""")]
    [InlineData("""~{"type":"log","body":{"a":1e999}}""")]
    public async Task A_malformed_entry_is_dropped_with_a_warning(string line)
    {
        var entry = Assert.Single(await SayAsync(line));
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.StartsWith("Dropped a malformed \"log\" message from the worker: ", entry.Text, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<RecordingLog.Entry>> SayAsync(string line)
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        worker.Say(line + "\n");
        worker.Exit(0);
        await session.Completion.Soon();
        return world.Log.Entries;
    }
}
