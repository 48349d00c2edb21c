using System.Text.Json;

namespace WorkerRunner.StartWorker.Tests;

public sealed class WorkerTests
{
    [Fact]
    public async Task A_wrapper_script_gets_the_arguments_unharmed()
    {
        await using var scenario = await Scenario.CreateAsync();
        var wrapper = scenario.WriteScript("wrap per.sh", $"#!/bin/sh\nexec '{Scenario.ScriptedWorker}' \"$@\"\n");

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([new { report = scenario.File("report") }, Steps.Exit(0)], wrapper));

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(["run", "--config", scenario.WorkerConfig, "--with-worker-runner"], Report(scenario).GetProperty("args").EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task Docker_worker_is_started_from_its_repository_by_node()
    {
        await using var scenario = await Scenario.CreateAsync();
        var root = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(scenario.WriteScript("repo/src/bin/worker.js", ""))))!;
        scenario.WriteScript("path/node", $"#!/bin/sh\nexec '{Scenario.ScriptedWorker}' \"$@\"\n");
        var config = DockerConfig(scenario, root);
        using var started = StartWorkerProcess.Start("/bin/sh", ["-c", "PATH=\"$2:$PATH\" exec \"$0\" \"$1\"", StartWorkerProcess.Program, config, scenario.File("path")]);

        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal([Path.Combine(root, "src/bin/worker.js"), "--host", "worker-runner", "production"], Report(scenario).GetProperty("args").EnumerateArray().Select(a => a.GetString()));
        AssertDockerConfig(scenario);
    }

    [Fact]
    public async Task Docker_worker_is_started_from_its_tarball()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.WriteScript("tarball/bin/docker-worker", $"#!/bin/sh\nexec '{Scenario.ScriptedWorker}' \"$@\"\n");

        var ended = await StartWorkerProcess.RunAsync(DockerConfig(scenario, scenario.File("tarball")));

        Assert.Equal(0, ended.ExitCode);
        AssertDockerConfig(scenario);
    }

    [Fact]
    public async Task What_the_worker_says_on_stderr_passes_byte_for_byte()
    {
        await using var scenario = await Scenario.CreateAsync();

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([new { stderr = "no newline, no timestamp" }, Steps.Exit(0)]));

        Assert.Contains("no newline, no timestamp", ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(" no newline, no timestamp", ended.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    public async Task The_exit_code_decides_for_a_worker_that_never_said_hello(int workersCode, int ours)
    {
        await using var scenario = await Scenario.CreateAsync();

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([Steps.Exit(workersCode)]));

        Assert.Equal(ours, ended.ExitCode);
        Assert.Contains($"ended with exit code {workersCode}", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_closes_its_output_lives_on_until_it_ends()
    {
        await using var scenario = await Scenario.CreateAsync();

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([Steps.Hello, new { closeStdout = new { } }, new { sleepMs = 300 }, Steps.Exit(5)]));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("ended with exit code 5", ended.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("broken-utf8")]
    [InlineData("broken-json")]
    [InlineData("nul")]
    [InlineData("wrong-types")]
    [InlineData("unknown-type")]
    [InlineData("long-line")]
    [InlineData("long-message")]
    public async Task Garbage_ends_nothing(string kind)
    {
        await using var scenario = await Scenario.CreateAsync();
        object[] script = [new { garbage = new { kind, bytes = 5_000_000 } }, Steps.Hello, new { log = new { textPayload = "still here" } }, Steps.Exit(0)];

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone(script));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("still here", ended.Log, StringComparison.Ordinal);
        Assert.True(ended.Log.Length < 1_200_000, $"The log has {ended.Log.Length} characters.");
    }

    [Fact]
    public async Task Of_200000_lines_none_is_lost()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("worker", "#!/bin/sh\nseq 1 200000\n");
        using var started = StartWorkerProcess.Start(scenario.Standalone([], worker));
        await started.ReadUntilAsync("Starting worker");

        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        var numbers = ended.LogLines.Select(l => l[20..]).Where(l => int.TryParse(l, out _)).Select(int.Parse);
        Assert.Equal(Enumerable.Range(1, 200_000), numbers);
    }

    private static string DockerConfig(Scenario scenario, string root) => scenario.Standalone(
        $"{{implementation: docker-worker, path: '{root}', configPath: '{scenario.File("docker.json")}'}}",
        $"getSecrets: false\nworkerConfig: {JsonSerializer.Serialize(new { script = new object[] { Steps.Hello, new { report = scenario.File("report") }, Steps.Exit(0) } })}");

    private static void AssertDockerConfig(Scenario scenario)
    {
        Assert.Equal(scenario.File("docker.json"), Report(scenario).GetProperty("dockerWorkerConfig").GetString());
        var config = JsonDocument.Parse(File.ReadAllText(scenario.File("docker.json"))).RootElement;
        Assert.Equal(Scenario.AccessToken, config.GetProperty("taskcluster").GetProperty("accessToken").GetString());
        Assert.Equal("worker.example.com", config.GetProperty("host").GetString());
        Assert.Equal("desktop", config.GetProperty("workerNodeType").GetString());
        Assert.Equal(scenario.Sandbox.RootUrl, config.GetProperty("rootUrl").GetString());
    }

    private static JsonElement Report(Scenario scenario) => JsonDocument.Parse(File.ReadAllText(scenario.File("report"))).RootElement;
}
