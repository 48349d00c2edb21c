using System.Text;
using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

public sealed class LogOpeningTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly WatchedOutput stderr = new();

    public void Dispose()
    {
        stderr.Release();
        folder.Dispose();
    }

    [Fact]
    public async Task Without_a_configuration_the_log_goes_to_stderr()
    {
        Run("", log => log.Say(LogLevel.Information, "one"));
        Assert.Equal(["one"], await StderrAsync());
    }

    [Fact]
    public async Task What_was_said_before_the_configuration_was_read_goes_where_it_says_too()
    {
        Run(
            "logging: {implementation: file, path: runner.log}",
            log => log.Say(LogLevel.Information, "later"),
            log =>
            {
                log.Say(LogLevel.Information, "early");
                log.Say(LogLevel.Verbose, "too much");
            });
        Assert.Equal(["early", "later"], Lines("runner.log"));
        Assert.Empty(await StderrAsync());
    }

    [Fact]
    public async Task Several_destinations_get_what_each_wants()
    {
        Run(
            """
            logging:
            - {implementation: stdio, level: warning}
            - {implementation: file, path: logs/runner.log, level: verbose}
            - {implementation: json, path: logs/runner.json, level: debug}
            """,
            log =>
            {
                Assert.True(log.Wants(LogLevel.Debug));
                log.Secrets.Add(new Secret("s3cret \"value\""));
                log.Say(LogLevel.Debug, "d");
                log.Say(LogLevel.Verbose, "v");
                log.Say(LogLevel.Warning, "w");
                log.Worker.Entry("""{"textPayload":"a s3cret \"value\"","list":[{"deep":"s3cret \"value\""}]}"""u8);
            });
        Assert.Equal(["WARNING: w"], await StderrAsync());
        Assert.Equal(["VERBOSE: v", "WARNING: w", "a ********; list: [{\"deep\":\"********\"}]"], Lines("logs/runner.log"));
        var json = File.ReadAllLines(folder.File("logs/runner.json")).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal(["debug", "verbose", "warning", "information"], json.Select(l => l.GetProperty("level").GetString()));
        Assert.Equal("""{"textPayload":"a ********","list":[{"deep":"********"}]}""", json[3].GetProperty("body").GetRawText());
    }

    [Fact]
    public async Task Json_on_stderr_is_all_there_is_on_stderr()
    {
        Run("logging: {implementation: json}", log => log.Say(LogLevel.Error, "e"), log => log.Say(LogLevel.Information, "early"));
        Assert.Equal(["early", "e"], (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l).GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Errors_go_to_stderr_whatever_is_configured()
    {
        Run("logging: {implementation: file, path: runner.log}", log =>
        {
            log.Say(LogLevel.Information, "i");
            log.Say(LogLevel.Error, "e");
        });
        Assert.Equal(["ERROR: e"], await StderrAsync());
        Assert.Equal(["i", "ERROR: e"], Lines("runner.log"));
    }

    [Fact]
    public async Task A_destination_that_fails_is_reported_once_on_the_others()
    {
        Directory.CreateDirectory(folder.File("runner.log"));
        Run("logging: [{implementation: file, path: runner.log}, {implementation: stdio}]", log =>
        {
            for (var i = 0; i < 3; i++)
            {
                log.Say(LogLevel.Information, $"i{i}");
                Assert.True(log.Flush(TimeSpan.FromSeconds(60)));
            }
        });
        var lines = await StderrAsync();
        Assert.StartsWith("ERROR: The log runner.log cannot be written: ", Assert.Single(lines, l => l.StartsWith("ERROR", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(["i0", "i1", "i2"], lines.Where(l => l.StartsWith('i')));
    }

    [Fact]
    public void Where_the_starter_shows_the_log_itself_stdio_is_that_and_the_rest_is_added()
    {
        var own = new RecordingLog();
        Run("logging: [{implementation: stdio}, {implementation: file, path: runner.log}]", log => log.Say(LogLevel.Error, "e"), own: own);
        Assert.Equal(["e"], own.Lines);
        Assert.Equal(["ERROR: e"], Lines("runner.log"));
        Assert.True(stderr.IsDrained);
    }

    [Fact]
    public void A_configuration_that_is_wrong_elsewhere_says_so_in_its_log()
    {
        var path = folder.WritePrivate("runner.yml", Encoding.UTF8.GetBytes("provider: {providerType: nowhere}\nlogging: {implementation: file, path: runner.log}\n"));
        var log = new RunLog(TimeProvider.System, new StandardError(() => stderr));
        using (var environment = new RunEnvironment(log, baseDirectory: folder.Path))
            log.Say(LogLevel.Error, Assert.Throws<RunnerConfigException>(() => new Runner(environment).ReadConfig(path)).Message);
        Assert.Contains("is missing", Lines("runner.log")[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_closed_log_lets_its_files_go()
    {
        Run("logging: {implementation: file, path: runner.log}", log => log.Say(LogLevel.Information, "i"));
        using var alone = new FileStream(folder.File("runner.log"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.NotEqual(0, alone.Length);
    }

    private void Run(string logging, Action<RunLog> use, Action<RunLog>? early = null, RecordingLog? own = null)
    {
        var time = new TestTime();
        var log = own is null ? new RunLog(time, new StandardError(() => stderr)) : new RunLog(time, new StandardError(() => stderr), own);
        using var environment = new RunEnvironment(log, time, baseDirectory: folder.Path);
        early?.Invoke(log);
        if (logging.Length > 0) new Runner(environment).OpenLog(World.CloudConfig("aws", logging));
        else new Runner(environment).OpenLog(World.CloudConfig("aws"));
        use(log);
    }

    private IReadOnlyList<string> Lines(string name) => [.. File.ReadAllLines(folder.File(name)).Select(WithoutTime)];

    private async Task<IReadOnlyList<string>> StderrAsync() => [.. (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WithoutTime)];

    private async Task<string> TextAsync()
    {
        var text = new StringBuilder();
        while (!stderr.IsDrained) text.Append(await stderr.NextAsync());
        return text.ToString();
    }

    private static string WithoutTime(string line) => line["2026/11/23 15:29:30 ".Length..];
}
