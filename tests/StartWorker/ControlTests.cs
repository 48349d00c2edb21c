using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.StartWorker.Tests;

public sealed class ControlTests
{
    private const string Python = "/usr/bin/python3";
    private const string Socat = "/usr/bin/socat";

    [Fact]
    public async Task The_status_tells_how_a_runner_is()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Hello, Steps.Print("ready"), Steps.Await("eof")]));
        await started.ReadUntilAsync("ready");

        var text = await AskAsync(started, "--status");
        var json = await AskAsync(started, "--status", "--json");

        Assert.Equal((0, 0), (text.ExitCode, json.ExitCode));
        Assert.StartsWith($"{started.Id}  running since ", text.Output, StringComparison.Ordinal);
        Assert.Contains("test-group/static-1 of proj-test/linux\n", text.Output, StringComparison.Ordinal);
        var status = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(started.Id, status.GetProperty("id").GetString());
        Assert.Equal("running", status.GetProperty("stage").GetString());
        Assert.Contains("graceful-termination", status.GetProperty("capabilities").EnumerateArray().Select(c => c.GetString()));
        Assert.True(status.GetProperty("nextRenewal").GetDateTimeOffset() < status.GetProperty("credentialsExpire").GetDateTimeOffset());
        Assert.DoesNotContain(Scenario.StaticSecret, text.Output + json.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_hangs_tells_what_it_waits_for_and_can_be_stopped()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.Faults.Add(new Fault { PathContains = "/register", Kind = FaultKind.Delay(Timeout.InfiniteTimeSpan) });
        using var started = StartWorkerProcess.Start(scenario.Static([]));
        await scenario.Sandbox.WaitForArrivalAsync(r => r.Target.Contains("/register", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var status = await AskAsync(started, "--status");
        var stop = await AskAsync(started, "--stop");
        var ended = await started.EndAsync();

        Assert.Contains("registration since", status.Output, StringComparison.Ordinal);
        Assert.Matches("waiting for +.*registerWorker.*, attempt 1", status.Output);
        Assert.Equal((0, 1), (stop.ExitCode, ended.ExitCode));
        Assert.Matches("Stopped before the worker was started, as user [0-9]+ [(]process [0-9]+[)] asked[.]$", ended.LastLine);
    }

    [Fact]
    public async Task A_worker_is_drained()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static(
            [Steps.Hello, Steps.Print("ready"), Steps.Await("graceful-termination"), Steps.Print("finishing my tasks"), Steps.Exit(0)]));
        await started.ReadUntilAsync("ready");

        var drained = await AskAsync(started, "--stop", "--finish-tasks", "--wait");
        var ended = await started.EndAsync();

        Assert.Equal((0, 0), (drained.ExitCode, ended.ExitCode));
        Assert.Matches(@"^generic-worker [(]process [0-9]+[)] ended with exit code 0", drained.Output);
        Assert.Matches("user [0-9]+ [(]process [0-9]+[)] asked the worker to end when its tasks are finished", ended.Log);
        Assert.Contains("finishing my tasks", ended.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("Killing", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_is_stopped_and_waited_for()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([new { hello = new[] { "log" } }, Steps.Print("ready"), Steps.Await("eof")]));
        await started.ReadUntilAsync("ready");

        var stopped = await AskAsync(started, "--stop", "--wait");
        var ended = await started.EndAsync();

        Assert.Equal((0, 0), (stopped.ExitCode, ended.ExitCode));
        Assert.Contains("ended with exit code 71", stopped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_worker_ends_with_that_was_told_to_is_told()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Hello, Steps.Print("ready"), Steps.Await("graceful-termination"), Steps.Exit(3)]));
        await started.ReadUntilAsync("ready");

        var waited = await AskAsync(started, "--stop", "--finish-tasks", "--wait");
        await started.EndAsync();

        // It was asked to end: whatever it ends with then is no failure.
        Assert.Equal(0, waited.ExitCode);
        Assert.Contains("ended with exit code 3", waited.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_printed_and_followed()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static(
            [Steps.Hello, Steps.Print("one"), Steps.Print("ready " + Scenario.StaticSecret), Steps.Await("graceful-termination"), Steps.Print("last"), Steps.Exit(0)]));
        await started.ReadUntilAsync("ready");

        var tail = await AskAsync(started, "--log", "--tail", "1");
        using var following = StartWorkerProcess.Start("--log", "--follow", "--id", started.Id);
        await StartWorkerProcess.ReadUntilAsync("ready", following.Output);
        await AskAsync(started, "--stop", "--finish-tasks");
        var followed = await following.EndAsync();

        Assert.Matches(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ready [*]{8}\n$", tail.Output);
        Assert.Contains(" last\n", followed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Scenario.StaticSecret, followed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runner_that_is_killed_is_not_found_and_its_socket_vanishes()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Hello, Steps.Print("ready"), Steps.Await("eof")]));
        await started.ReadUntilAsync("ready");
        started.Kill();
        await started.EndAsync();

        var status = await AskAsync(started, "--status");
        Assert.Equal(3, status.ExitCode);
        await StartWorkerProcess.RunAsync("--status");
        if (Environment.IsPrivilegedProcess) Assert.False(File.Exists(Socket(started)));
    }

    [Fact]
    public async Task A_run_that_wants_nobody_to_look_is_not_found()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Hello, Steps.Print("ready"), Steps.Await("eof")], "control: false"));
        await started.ReadUntilAsync("ready");

        Assert.Equal(3, (await AskAsync(started, "--status")).ExitCode);
        Assert.Equal(3, (await AskAsync(started, "--stop")).ExitCode);
    }

    [AsNobodyFact]
    public async Task Another_user_sees_nothing_and_stops_nothing()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Hello, Steps.Print("ready"), Steps.Await("eof")]));
        await started.ReadUntilAsync("ready");

        Assert.Equal(3, (await AsNobodyAsync("--status", "--id", started.Id)).ExitCode);
        Assert.Equal(3, (await AsNobodyAsync("--stop", "--id", started.Id)).ExitCode);
    }

    [Fact]
    public async Task The_examples_of_the_page_work()
    {
        Assert.SkipUnless(File.Exists(Python) && Environment.IsPrivilegedProcess, "It needs Python, and root's socket.");
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Static([Steps.Hello, Steps.Print("ready"), Steps.Await("eof")]));
        await started.ReadUntilAsync("ready");
        using var page = new StreamReader(typeof(ControlTests).Assembly.GetManifestResourceStream("control.md")!);
        var text = await page.ReadToEndAsync(TestContext.Current.CancellationToken);
        var example = text.Split("```python\n")[1].Split("```")[0];
        Assert.Equal("1\nrunning static-1\n", await RunAsync(Python, ["-c", example, Socket(started)], ""));

        Assert.SkipUnless(File.Exists(Socat), "The other one needs socat.");
        var arguments = text.Split("echo '{\"do\":\"status\"}' | sudo socat ")[1].Split('\n')[0].Replace("/run/worker-runner/1143.sock", Socket(started), StringComparison.Ordinal);
        var answers = (await RunAsync(Socat, arguments.Split(' '), "{\"do\":\"status\"}\n")).Split('\n');
        Assert.StartsWith("{\"protocol\":1", answers[0], StringComparison.Ordinal);
        Assert.StartsWith($"{{\"result\":{{\"id\":\"{started.Id}\"", answers[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--status", "--wait")]
    [InlineData("--stop", "--follow")]
    [InlineData("--log", "--tail", "many")]
    [InlineData("--status", "--id")]
    [InlineData("--status", "runner.yml")]
    public async Task Options_that_do_not_belong_together_get_the_usage(params string[] arguments)
    {
        var ended = await StartWorkerProcess.RunAsync(arguments);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("Usage:", ended.Log, StringComparison.Ordinal);
    }

    private static string Socket(StartWorkerProcess started) => Path.Combine(OwnSockets.Folder, $"{started.Id}.sock");

    private static Task<Ended> AskAsync(StartWorkerProcess started, params string[] arguments) => StartWorkerProcess.RunAsync([.. arguments, "--id", started.Id]);

    private static async Task<Ended> AsNobodyAsync(params string[] arguments)
    {
        var nobody = AsNobodyFactAttribute.Nobody.ToString(CultureInfo.InvariantCulture);
        using var asking = StartWorkerProcess.Start(
            AsNobodyFactAttribute.SetPriv, [$"--reuid={nobody}", $"--regid={nobody}", "--clear-groups", StartWorkerProcess.Program, .. arguments],
            new Dictionary<string, string> { ["WORKER_RUNNER_SOCKETS"] = "" });
        return await asking.EndAsync();
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
