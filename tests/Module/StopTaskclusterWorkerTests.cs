using System.Diagnostics;
using System.Text.Json;
using WorkerRunner.Tests.Fakes;

namespace WorkerRunner.ModuleTests;

public sealed class StopTaskclusterWorkerTests : ModuleTest
{
    [LimitedTheory]
    [InlineData("Stop-TaskclusterWorker $session")]
    [InlineData("Stop-TaskclusterWorker -Session $session")]
    [InlineData("$session | Stop-TaskclusterWorker")]
    [InlineData("[pscustomobject]@{ Session = $session } | Stop-TaskclusterWorker")]
    public async Task The_worker_is_asked_and_ends_by_itself(string script)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination, """{"echoReceived":{}}""", WorkerScript.Exit(72));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; {script}");
        Assert.Equal(72, outcome.Single.Get("ExitCode"));
        Assert.Equal(true, outcome.Single.Get("StopRequested"));
        Assert.Equal(true, outcome.Single.Get("Succeeded"));
        Assert.Contains("received graceful-termination finish-tasks=false", outcome.WorkerLines);
        Assert.Empty(outcome.Warnings);
    }

    [LimitedFact]
    public async Task It_may_finish_its_tasks()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination, """{"echoReceived":{}}""", WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; Stop-TaskclusterWorker $session -FinishTasks");
        Assert.Contains("received graceful-termination finish-tasks=true", outcome.WorkerLines);
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_the_worker_goes_on()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination);
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; Stop-TaskclusterWorker $session -WhatIf; $session.HasEnded");
        Assert.Equal("False", outcome.Single.ToString());
    }

    [LimitedFact]
    public async Task One_that_has_ended_is_no_error()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; $null = Wait-TaskclusterWorker $session; Stop-TaskclusterWorker $session");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task By_force_a_worker_that_ignores_everything_is_killed_with_its_child()
    {
        WorkerDoes(Obstinate);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}");
        await ToldAsync("ready");
        using var child = Process.GetProcessById(ChildId);
        var outcome = await Engine.RunAsync("Stop-TaskclusterWorker $session -Force");
        Assert.NotEqual(0, outcome.Single.Get("ExitCode"));
        await child.WaitForExitAsync(Limits.Token).Soon();
    }

    [LimitedFact]
    public async Task Ctrl_C_while_it_waits_goes_on_to_the_kill()
    {
        WorkerDoes(Obstinate);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}");
        await ToldAsync("ready");
        using var child = Process.GetProcessById(ChildId);
        var stopping = Engine.Start("Stop-TaskclusterWorker $session", l => l.Message.Contains("to end gracefully", StringComparison.Ordinal));
        await stopping.Said.Soon();
        Assert.True((await stopping.StopAsync()).WasStopped);
        await child.WaitForExitAsync(Limits.Token).Soon();
        Assert.Equal("True", (await Engine.RunAsync("$session.HasEnded")).Single.ToString());
    }

    [LimitedFact(Skip = "Wine sends no Ctrl-Break.", SkipType = typeof(Wine), SkipWhen = nameof(Wine.IsHere))]
    public async Task A_worker_that_has_no_time_to_end_is_interrupted()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.StayForEver);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}");
        await ToldAsync("ready");
        var outcome = await Engine.RunAsync("Stop-TaskclusterWorker $session -GracefulTimeout 0");
        Assert.Equal(71, outcome.Single.Get("ExitCode"));
    }

    private string[] Obstinate =>
    [
        WorkerScript.Hello, WorkerScript.IgnoreSignals, """{"spawnChild":{"sleepMs":600000}}""",
        WorkerScript.Report(File("report.json")), WorkerScript.Tell("ready"), WorkerScript.StayForEver,
    ];

    private int ChildId => JsonElement.Parse(System.IO.File.ReadAllText(File("report.json"))).GetProperty("childPids")[0].GetInt32();
}
