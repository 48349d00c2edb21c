using System.Runtime.InteropServices;
using System.Text.Json;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.StartWorker.Tests;

public sealed class StopTests
{
    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task A_signal_ends_the_worker_gracefully(PosixSignal signal)
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Standalone([Steps.Hello, Steps.Print("ready"), Steps.Await("graceful-termination"), Steps.Print("told to end"), Steps.Exit(0)]));
        await started.ReadUntilAsync("ready");

        started.Signal(signal);
        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("told to end", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_until_the_very_end_do_not_change_how_it_ends()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Standalone([Steps.Hello, Steps.Print("ready"), Steps.Await("graceful-termination"), Steps.Exit(0)]));
        await started.ReadUntilAsync("ready");

        var ending = started.EndAsync();
        while (!ending.IsCompleted && started.TrySignal(PosixSignal.SIGTERM)) await Task.Yield();
        var ended = await ending;

        Assert.Equal(0, ended.ExitCode);
    }

    [Fact]
    public async Task A_worker_without_the_capability_is_interrupted()
    {
        await using var scenario = await Scenario.CreateAsync();
        using var started = StartWorkerProcess.Start(scenario.Standalone([new { hello = new[] { "log" } }, Steps.Print("ready"), Steps.Await("eof")]));
        await started.ReadUntilAsync("ready");

        started.Signal(PosixSignal.SIGTERM);
        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("exit code 71", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_kills_a_worker_that_will_not_end_and_its_children()
    {
        await using var scenario = await Scenario.CreateAsync();
        object[] script =
        [
            new { ignoreSignals = new { } }, Steps.Hello, new { spawnChild = new { sleepMs = 600_000, inheritStdout = false } },
            new { report = scenario.File("report") }, Steps.Print("ready"), new { sleepMs = 600_000 },
        ];
        using var started = StartWorkerProcess.Start(scenario.Standalone(script));
        await started.ReadUntilAsync("ready");

        started.Signal(PosixSignal.SIGTERM);
        await started.ReadUntilAsync("to end gracefully");
        await started.ReadUntilAsync("Waiting up to 30 s");
        started.Signal(PosixSignal.SIGTERM);
        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Killing generic-worker", ended.Log, StringComparison.Ordinal);
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(scenario.File("report"), TestContext.Current.CancellationToken)).RootElement;
        Assert.All(report.GetProperty("childPids").EnumerateArray(), pid => Assert.False(Processes.IsAlive(pid.GetInt32()), "A child of the worker lives on."));
    }

    [Fact]
    public async Task A_signal_while_registering_ends_at_once()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.Faults.Add(new Fault { PathContains = "/register", Kind = FaultKind.Delay(Timeout.InfiniteTimeSpan) });
        using var started = StartWorkerProcess.Start(scenario.Static([]));
        await scenario.Sandbox.WaitForArrivalAsync(r => r.Target.Contains("/register", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        started.Signal(PosixSignal.SIGTERM);
        var ended = await started.EndAsync();

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("Stopped before the worker was started", ended.LastLine, StringComparison.Ordinal);
    }
}
