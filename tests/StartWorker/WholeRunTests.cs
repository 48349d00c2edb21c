using System.Text.Json;
using WorkerRunner.Sandbox;

namespace WorkerRunner.StartWorker.Tests;

public sealed class WholeRunTests
{
    [Fact]
    public async Task A_static_worker_registers_gets_secrets_runs_and_ends()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.SetSecret($"worker-pool:{Scenario.Pool}", """{"config": {"fromSecret": "a secret text", "list": [2]}, "files": []}""");
        var config = scenario.Static(
            [Steps.Hello, Steps.Print("plain output"), new { log = new { textPayload = "structured", b = 2, a = "x" } }, Steps.Exit(0)],
            "workerConfig: {big: 9007199254740993, list: [1]}");

        var ended = await StartWorkerProcess.RunAsync(config);

        Assert.Equal(0, ended.ExitCode);
        Assert.Empty(ended.Output);
        Assert.All(ended.LogLines, l => Assert.Matches(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", l));
        AssertInOrder(ended.Log,
            "Loading worker-runner configuration from", "Configuring with provider static", "Identified as worker test-group/static-1",
            "Getting secrets from secrets service", "Configuring for worker implementation generic-worker", "Starting worker",
            " plain output\n", " structured; a: x; b: 2\n", "ended with exit code 0", "Host is not dynamically provisioned; exiting");
        var written = ReadWorkerConfig(scenario);
        Assert.Equal("9007199254740993", written.GetProperty("big").GetRawText());
        Assert.Equal("[1,2]", JsonSerializer.Serialize(written.GetProperty("list")));
        Assert.Equal("a secret text", written.GetProperty("fromSecret").GetString());
        Assert.Equal(scenario.Sandbox.RootUrl, written.GetProperty("rootURL").GetString());
        Assert.Equal("proj-test", written.GetProperty("provisionerId").GetString());
        Assert.Equal("linux", written.GetProperty("workerType").GetString());
        Assert.Equal("""{"cloud":"static"}""", written.GetProperty("workerLocation").GetString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scenario.WorkerConfig));
    }

    [Fact]
    public async Task No_secret_is_in_the_log_even_if_the_worker_says_it()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.SetSecret($"worker-pool:{Scenario.Pool}", """{"config": {"password": "correct horse battery"}}""");
        var config = scenario.Static([], path: scenario.WriteScript("worker", "#!/bin/sh\ncat \"$3\"\n"));

        var ended = await StartWorkerProcess.RunAsync(config);

        var written = ReadWorkerConfig(scenario);
        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("\"clientId\"", ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(written.GetProperty("accessToken").GetString()!, ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse battery", ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(JsonDocument.Parse(written.GetProperty("certificate").GetString()!).RootElement.GetProperty("signature").GetString()!, ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dummy_worker_says_the_state_without_secrets()
    {
        await using var scenario = await Scenario.CreateAsync();

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone("{implementation: dummy}"));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("\"room\": \"attic\"", ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Scenario.AccessToken, ended.Log, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Arrivals);
    }

    [Fact]
    public async Task Credentials_are_renewed_while_the_worker_runs()
    {
        await using var scenario = await Scenario.CreateAsync(new SandboxOptions { CredentialLifetime = TimeSpan.FromSeconds(8) });
        var config = scenario.Static([Steps.Hello, Steps.Await("new-credentials"), new { echoReceived = new { } }, Steps.Exit(0)]);

        var ended = await StartWorkerProcess.RunAsync(config);

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(scenario.Sandbox.Requests, r => r.Target.EndsWith("/reregister", StringComparison.Ordinal) && r.Status == 200);
        Assert.Contains("received new-credentials", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_report_reaches_the_pool_even_if_the_worker_ends_at_once()
    {
        await using var scenario = await Scenario.CreateAsync();
        var report = new { kind = "test", title = "It broke", description = "Badly", extra = new { why = "rust" } };

        var ended = await StartWorkerProcess.RunAsync(scenario.Static([Steps.Hello, new { errorReport = report }, Steps.Exit(0)]));

        Assert.Equal(0, ended.ExitCode);
        var stored = Assert.Single(scenario.Sandbox.ErrorReports);
        Assert.Equal(("It broke", "static-1"), (stored.Title, stored.WorkerId));
    }

    [Fact]
    public async Task With_a_restart_cache_the_second_run_asks_nobody()
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Standalone([Steps.Hello, Steps.Exit(0)], more: $"cacheOverRestarts: '{scenario.File("cache.json")}'");

        var first = await StartWorkerProcess.RunAsync(config);
        var asked = scenario.Sandbox.Arrivals.Count;
        var second = await StartWorkerProcess.RunAsync(config);

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(2, asked);
        Assert.Equal(asked, scenario.Sandbox.Arrivals.Count);
        Assert.Contains("Loading cached state from", second.Log, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scenario.File("cache.json")));
    }

    [Fact]
    public async Task Files_of_the_pool_are_there_before_the_worker_starts()
    {
        await using var scenario = await Scenario.CreateAsync();
        object[] files = [new { path = scenario.File("deep/er/file.txt"), content = Convert.ToBase64String("text"u8), encoding = "base64", format = "file" }];

        var ended = await StartWorkerProcess.RunAsync(scenario.Static([Steps.Hello, Steps.Exit(0)], files: files));

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("text", await File.ReadAllTextAsync(scenario.File("deep/er/file.txt"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_ill_service_is_asked_again_and_each_attempt_is_in_the_log()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.Faults.Add(new() { PathContains = "/register", Times = 2, Kind = Sandbox.Faults.FaultKind.Status(503) });

        var ended = await StartWorkerProcess.RunAsync(scenario.Static([Steps.Hello, Steps.Exit(0)]));

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(2, ended.LogLines.Count(l => l.Contains("worker-manager.registerWorker: attempt", StringComparison.Ordinal)));
    }

    private static JsonElement ReadWorkerConfig(Scenario scenario) =>
        JsonDocument.Parse(File.ReadAllText(scenario.WorkerConfig)).RootElement;

    private static void AssertInOrder(string text, params string[] parts)
    {
        foreach (var part in parts)
        {
            var at = text.IndexOf(part, StringComparison.Ordinal);
            Assert.True(at >= 0, $"\"{part}\" does not follow in:\n{text}");
            text = text[(at + part.Length)..];
        }
    }
}
