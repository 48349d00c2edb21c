using System.Runtime.InteropServices;
using System.Text.Json;

namespace WorkerRunner.StartWorker.Tests;

public sealed class LoggingTests
{
    private static readonly object[] Script =
        [Steps.Hello, Steps.Print("plain output"), new { log = new { textPayload = "structured", b = 2 } }, Steps.Exit(0)];

    [Fact]
    public async Task Json_and_file_get_the_whole_run_and_stderr_nothing()
    {
        await using var scenario = await Scenario.CreateAsync();
        var (text, json) = (scenario.File("logs/runner.log"), scenario.File("logs/runner.json"));

        var ended = await StartWorkerProcess.RunAsync(scenario.Static(Script, $"""
            logging:
            - implementation: file
              path: {JsonSerializer.Serialize(text)}
              maxSize: 1MB
            - implementation: json
              path: {JsonSerializer.Serialize(json)}
              level: debug
            """));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Log));
        var lines = await File.ReadAllLinesAsync(text, TestContext.Current.CancellationToken);
        Assert.All(lines, l => Assert.Matches(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", l));
        Assert.EndsWith($"Loading worker-runner configuration from {scenario.File("runner.yaml")}", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.EndsWith(" structured; b: 2", StringComparison.Ordinal));
        Assert.EndsWith("Host is not dynamically provisioned; exiting", lines[^1], StringComparison.Ordinal);

        var entries = Entries(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken));
        Assert.Equal("""{"textPayload":"structured","b":2}""", Assert.Single(entries, e => e.TryGetProperty("body", out _)).GetProperty("body").GetRawText());
        Assert.Contains(entries, e => e.GetProperty("level").ValueEquals("debug") && e.GetProperty("message").GetString()!.StartsWith("200 after", StringComparison.Ordinal));
        Assert.DoesNotContain(Scenario.StaticSecret, await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(text) & (UnixFileMode.OtherRead | UnixFileMode.GroupWrite));
    }

    [Fact]
    public async Task Json_on_stderr_is_json_from_the_first_line_to_the_last()
    {
        await using var scenario = await Scenario.CreateAsync();
        var ended = await StartWorkerProcess.RunAsync(scenario.Static(Script, "logging: {implementation: json}"));
        Assert.Equal(0, ended.ExitCode);
        var messages = Entries(ended.Log).Select(e => e.GetProperty("message").GetString()).ToList();
        Assert.StartsWith("Loading worker-runner configuration", messages[0], StringComparison.Ordinal);
        Assert.Contains("plain output", messages);
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_written_is_said_on_stderr_and_the_worker_runs()
    {
        await using var scenario = await Scenario.CreateAsync();
        var ended = await StartWorkerProcess.RunAsync(scenario.Static(Script, "logging: {implementation: file, path: /dev/full}"));
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("ERROR: The log /dev/full cannot be written: ", Assert.Single(ended.LogLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_hangs_holds_up_neither_the_worker_nor_the_end()
    {
        await using var scenario = await Scenario.CreateAsync();
        var pipe = scenario.File("pipe");
        Assert.Equal(0, MakeFifo(pipe, 0x180));
        var ended = await StartWorkerProcess.RunAsync(scenario.Static(
            Script, $"logging: [{{implementation: file, path: {JsonSerializer.Serialize(pipe)}}}, {{implementation: stdio}}]"));
        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("exiting", ended.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_lines_reach_the_file_when_it_is_stopped()
    {
        await using var scenario = await Scenario.CreateAsync();
        var path = scenario.File("runner.log");
        using var started = StartWorkerProcess.Start(scenario.Static(
            [Steps.Hello, Steps.Print("ready"), Steps.Await("graceful-termination"), Steps.Print("last words"), Steps.Exit(0)],
            $"logging: [{{implementation: file, path: {JsonSerializer.Serialize(path)}}}, {{implementation: stdio}}]"));
        await started.ReadUntilAsync("ready");
        started.Signal(PosixSignal.SIGTERM);
        Assert.Equal(0, (await started.EndAsync()).ExitCode);
        Assert.Contains(" last words\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_error_that_ends_it_is_in_the_file_and_on_stderr()
    {
        await using var scenario = await Scenario.CreateAsync();
        var path = scenario.File("runner.log");
        var ended = await StartWorkerProcess.RunAsync(scenario.Write($"provider: {{providerType: nowhere}}\nworker: {{implementation: dummy}}\nlogging: {{implementation: file, path: {JsonSerializer.Serialize(path)}}}\n"));
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("provider.providerType \"nowhere\" is not known.", Assert.Single(ended.LogLines), StringComparison.Ordinal);
        Assert.Contains("provider.providerType \"nowhere\" is not known.", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_event_log_is_an_error_elsewhere_than_on_Windows()
    {
        await using var scenario = await Scenario.CreateAsync();
        var ended = await StartWorkerProcess.RunAsync(scenario.Static(Script, "logging: {implementation: eventlog}"));
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("logging.implementation eventlog is available on Windows only.", ended.LastLine, StringComparison.Ordinal);
    }

    private static List<JsonElement> Entries(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];

    [DllImport("libc", EntryPoint = "mkfifo")]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
