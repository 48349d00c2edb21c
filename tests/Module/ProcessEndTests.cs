using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WorkerRunner.ModuleTests;

/// <summary>What becomes of a worker when the PowerShell process that started it ends.</summary>
public sealed partial class ProcessEndTests : ModuleTest
{
    private const string StartAndName = $"$session = {Chain}; $session.Worker";

    [LimitedFact]
    public async Task The_worker_is_asked_to_end_with_the_process()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination, WorkerScript.Report(File("report.json")), WorkerScript.Exit(0));
        await using var host = StartHost(StartAndName);
        using var worker = await WorkerOfAsync(host);
        Assert.Equal(0, await host.WaitForExitAsync());
        await worker.WaitForExitAsync(Limits.Token).Soon();
        Assert.True(Has("report.json"));
    }

    [LimitedFact]
    public async Task A_worker_that_ignores_everything_is_killed_and_the_process_ends_all_the_same()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.IgnoreSignals, WorkerScript.Tell("ready"), WorkerScript.StayForEver);
        await using var host = StartHost($"{StartAndName}; [Console]::In.ReadLine()");
        using var worker = await WorkerOfAsync(host);
        await ToldAsync("ready");
        var clock = Stopwatch.StartNew();
        host.GoOn();
        Assert.Equal(0, await host.WaitForExitAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await worker.WaitForExitAsync(Limits.Token).Soon();
    }

    [LimitedTheory]
    [InlineData($"{StartAndName}; $session | Wait-TaskclusterWorker")]
    [InlineData("$PID; Start-WorkerRunner $config")]
    public async Task A_process_that_is_told_to_end_asks_the_worker_to_end(string script)
    {
        Permissions.UnixOnly();
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Tell("asked to end"), WorkerScript.Exit(0));
        await using var host = StartHost(script);
        // Once the cmdlet has given its session, the end of the process is heard.
        using var named = await WorkerOfAsync(host);
        await ToldAsync("ready");
        host.Terminate();
        await ToldAsync("asked to end");
        await host.WaitForExitAsync();
    }

    /// <summary>On Windows the worker ends with the process: its job does.</summary>
    [LimitedFact]
    public async Task When_the_process_is_killed_the_worker_sees_the_end_of_its_input()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("ready"), """{"await":"eof"}""", WorkerScript.Report(File("report.json")));
        await using var host = StartHost($"{StartAndName}; $session | Wait-TaskclusterWorker");
        using var worker = await WorkerOfAsync(host);
        await ToldAsync("ready");
        host.Kill();
        await worker.WaitForExitAsync(Limits.Token).Soon();
        Assert.Equal(!OperatingSystem.IsWindows(), Has("report.json"));
    }

    private HostProcess StartHost(string script) => HostProcess.Start($"$config = '{WriteStaticConfig()}'; {script}");

    /// <summary>The worker's process, from the session's name for it.</summary>
    private static async Task<Process> WorkerOfAsync(HostProcess host)
    {
        var line = await host.ReadLineAsync();
        return Process.GetProcessById(int.Parse(ProcessId().Match(line ?? "").Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex ProcessId();
}
