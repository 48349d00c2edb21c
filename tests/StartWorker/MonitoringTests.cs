using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace WorkerRunner.StartWorker.Tests;

public sealed class MonitoringTests
{
    private const string Promtool = "/usr/bin/promtool";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Systemd_is_told_how_a_run_is(bool isAbstract)
    {
        await using var scenario = await Scenario.CreateAsync();
        var name = isAbstract ? $"@worker-runner-tests-{Guid.NewGuid()}" : scenario.File("notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? "\0" + name.Substring(1) : name));
        var variables = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = name, ["WATCHDOG_USEC"] = "200000" };
        using var started = StartWorkerProcess.Start(StartWorkerProcess.Program, [scenario.Static([Steps.Hello, Steps.Await("graceful-termination"), Steps.Exit(0)])], variables);

        var told = new List<string>();
        async Task UntilAsync(string part)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(Limit);
            var buffer = new byte[4096];
            while (!told.Exists(t => t.Contains(part, StringComparison.Ordinal)))
                told.Add(Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token)));
        }

        await UntilAsync("READY=1\nSTATUS=running test-group/static-1 of proj-test/linux at ");
        Assert.Contains("STATUS=configuration", told);
        await UntilAsync("WATCHDOG=1");
        started.Signal(PosixSignal.SIGTERM);
        await UntilAsync("STATUS=ending ");
        await UntilAsync("STOPPING=1");
        Assert.Equal(0, (await started.EndAsync()).ExitCode);
        Assert.Single(told, t => t.Contains("READY=1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_worker_is_not_told_where_systemd_listens()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("worker", "#!/bin/sh\necho \"notify=${NOTIFY_SOCKET-none} watchdog=${WATCHDOG_USEC-none}\"\n");
        var variables = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = scenario.File("nobody"), ["WATCHDOG_USEC"] = "20000000" };
        var ended = await StartWorkerProcess.RunAsync(variables, scenario.Standalone([], worker));
        Assert.Contains(ended.LogLines, l => l.EndsWith("notify=none watchdog=none", StringComparison.Ordinal));
        Assert.Contains(ended.LogLines, l => l.Contains("WARNING: systemd could not be told how the run is: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_are_there_when_the_run_has_ended()
    {
        await using var scenario = await Scenario.CreateAsync();
        var file = scenario.File("metrics/runner.prom");
        var ended = await StartWorkerProcess.RunAsync(scenario.Static(
            [Steps.Hello, Steps.Print("WORKER_METRICS {\"eventType\":\"taskQueued\",\"worker\":\"generic-worker\"}"), new { log = new { textPayload = "WORKER_METRICS {\"eventType\":\"taskStart\"}" } }, Steps.Exit(3)], $"metrics: {{file: '{file}'}}"));
        Assert.Equal(1, ended.ExitCode);
        var metrics = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("worker_runner_worker_exit_code 3", metrics);
        Assert.Contains("worker_runner_worker_starts_total 1", metrics);
        Assert.Contains("worker_runner_worker_events_total{event=\"taskQueued\"} 1", metrics);
        Assert.Contains("worker_runner_worker_events_total{event=\"taskStart\"} 1", metrics);
        Assert.Contains(metrics, l => l.StartsWith("worker_runner_info{version=", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(file));
    }

    [Fact(Skip = "promtool is not installed.", SkipUnless = nameof(HasPromtool))]
    public async Task Metrics_keep_to_the_conventions_of_Prometheus()
    {
        await using var scenario = await Scenario.CreateAsync();
        var file = scenario.File("runner.prom");
        await StartWorkerProcess.RunAsync(scenario.Static(
            [Steps.Hello, Steps.Print("WORKER_METRICS {\"eventType\":\"a\\\"b\"}"), Steps.Exit(0)], $"metrics: {{file: '{file}'}}"));
        var info = new ProcessStartInfo(Promtool, ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var promtool = Process.Start(info)!;
        await promtool.StandardInput.WriteAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await promtool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await promtool.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("", said);
        Assert.Equal(0, promtool.ExitCode);
    }

    public static bool HasPromtool => File.Exists(Promtool);
}
