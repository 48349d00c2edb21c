using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Protocol;

public sealed class WorkerErrorsTests : IDisposable
{
    private readonly World world = new();
    private readonly ScriptedInput stderr = new();

    public WorkerErrorsTests() => world.Environment.Log.Secrets.Add(new Secret("a-secret-of-this-test"));

    public void Dispose()
    {
        stderr.End();
        stderr.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task Its_lines_are_entries_of_the_log_with_secrets_masked()
    {
        await ReadAsync(passOn: null, "one\ntoken a-secret-of-this-test\n");
        Assert.All(world.Log.Entries, e => Assert.Equal((LogSource.WorkerError, LogLevel.Information), (e.Source, e.Level)));
        Assert.Equal(["one", "token ********"], world.Log.Lines);
    }

    [Fact]
    public async Task What_looks_like_a_message_is_none()
    {
        await ReadAsync(passOn: null, "~{\"type\":\"shutdown\"}\n");
        Assert.Equal(["~{\"type\":\"shutdown\"}"], world.Log.Lines);
    }

    [Fact]
    public async Task Passed_on_it_is_as_it_was_but_for_secrets()
    {
        using var target = new MemoryStream();
        await ReadAsync(target, "one\r\n\ntoken a-secret-of-this-test\n", "the end");
        Assert.Equal("one\r\n\ntoken ********\nthe end\n", Encoding.UTF8.GetString(target.ToArray()));
        Assert.Empty(world.Log.Entries);
    }

    [Fact]
    public async Task A_target_that_fails_is_told_of_once_and_holds_up_nothing()
    {
        using var target = new FullDisk();
        await ReadAsync(target, "one\n", "two\n");
        Assert.Equal(["The worker's stderr could not be passed on: No space left."], world.Log.Lines);
    }

    private async Task ReadAsync(Stream? passOn, params string[] blocks)
    {
        foreach (var block in blocks) stderr.Add(Encoding.UTF8.GetBytes(block));
        stderr.End();
        var errors = new WorkerErrors(stderr, world.Environment.Log, passOn, new LastHeard(world.Time));
        errors.Start();
        await errors.Ended.Soon();
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left.");
    }
}
