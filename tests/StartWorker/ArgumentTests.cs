namespace WorkerRunner.StartWorker.Tests;

public sealed class ArgumentTests
{
    [Fact]
    public async Task Version_is_said_on_stdout()
    {
        var ended = await StartWorkerProcess.RunAsync("--version");

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"^start-worker \d+\.\d+\.\d+\n$", ended.Output);
    }

    [Fact]
    public async Task The_short_version_is_the_number_alone() =>
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", (await StartWorkerProcess.RunAsync("--short-version")).Output);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_is_said_on_stdout(string option)
    {
        var ended = await StartWorkerProcess.RunAsync(option);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("<runnerConfig>", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--no-such-option")]
    [InlineData("one.yml", "two.yml")]
    public async Task Other_arguments_get_the_usage_on_stderr(params string[] arguments)
    {
        var ended = await StartWorkerProcess.RunAsync(arguments);

        Assert.Equal(1, ended.ExitCode);
        Assert.Empty(ended.Output);
        Assert.Contains("Usage:", ended.Log, StringComparison.Ordinal);
    }
}
