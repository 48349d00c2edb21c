using WorkerRunner.Logging;
using WorkerRunner.Values;

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
    [InlineData("""~{"type":"log","body":{"a":1e999}}""")]
    public async Task A_malformed_entry_is_dropped_with_a_warning(string line)
    {
        var entry = Assert.Single(await SayAsync(line));
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.StartsWith("Dropped a malformed \"log\" message from the worker: ", entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":"x\ud800y"}""", "a: x\ufffdy")]
    [InlineData("""{"a":"\udc00\ud83d\ude00\ud83d"}""", "a: \ufffd😀\ufffd")]
    [InlineData("""{"\ud800":1}""", "\ufffd: 1")]
    [InlineData("""{"a":"\\ud800"}""", "a: \\ud800")]
    public async Task Text_that_is_not_Unicode_is_said_with_U_FFFD(string body, string text)
    {
        var entry = Assert.Single(await SayAsync($$"""~{"type":"log","body":{{body}}}"""));
        Assert.Equal(text, entry.Text);
        Assert.NotNull(entry.Body);
    }

    [Fact]
    public async Task A_number_of_a_million_digits_holds_up_nobody()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var entry = Assert.Single(await SayAsync($$$"""~{"type":"log","body":{"n":{{{new string('7', 1_000_000)}}}}}"""));
        Assert.Equal("Dropped a malformed \"log\" message from the worker: a number has more than 1000 characters.", entry.Text);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task An_entry_too_deep_for_a_log_that_takes_objects_is_dropped_with_a_warning()
    {
        var deep = new string('[', 5000) + new string(']', 5000);
        Assert.Equal(
            "Dropped a malformed \"log\" message from the worker: it is nested more than 500 levels deep.",
            Assert.Single(await SayAsync($$$"""~{"type":"log","body":{"n":{{{deep}}}}}""")).Text);
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
