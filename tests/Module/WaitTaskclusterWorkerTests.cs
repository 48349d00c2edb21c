namespace WorkerRunner.ModuleTests;

public sealed class WaitTaskclusterWorkerTests : ModuleTest
{
    private const int LongestWait = int.MaxValue / 1000;

    [LimitedTheory]
    [InlineData("Wait-TaskclusterWorker $session")]
    [InlineData("Wait-TaskclusterWorker -Session $session")]
    [InlineData("$session | Wait-TaskclusterWorker")]
    [InlineData("[pscustomobject]@{ Session = $session } | Wait-TaskclusterWorker")]
    public async Task It_gives_how_the_worker_ended(string script)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("hello, world"), WorkerScript.Exit(0));
        WriteStaticConfig();
        var started = await Engine.RunAsync($"$session = {Chain}");
        var outcome = await Engine.RunAsync(script);
        var exit = outcome.Single;
        Assert.True(exit.IsA("WorkerRunner.Session.WorkerExit"));
        Assert.Equal(0, exit.Get("ExitCode"));
        Assert.Equal(true, exit.Get("Succeeded"));
        Assert.Equal(false, exit.Get("StopRequested"));
        Assert.Equal((DateTimeOffset)exit.Get("EndedAt")! - (DateTimeOffset)exit.Get("StartedAt")!, exit.Get("Duration"));
        // The start passes on what comes while it is not over.
        Assert.Contains("hello, world", started.WorkerLines.Concat(outcome.WorkerLines));
    }

    [LimitedFact]
    public async Task A_worker_that_has_ended_long_ago_is_waited_for_as_well()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker; $session | Wait-TaskclusterWorker; $session.HasEnded");
        Assert.Equal(["0", "0", "True"], outcome.Output.Select(o => o.Text("ExitCode") ?? o.ToString()));
    }

    [LimitedFact]
    public async Task When_the_time_runs_out_the_worker_goes_on()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination);
        WriteStaticConfig();
        var error = (await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker -Timeout 0")).FailedWith("WaitTimedOut");
        Assert.Equal("WaitTimedOut,WorkerRunner.PowerShell.Cmdlets.WaitTaskclusterWorkerCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Contains("it is still running", error.Exception.Message);
        Assert.Equal(0, (await Engine.RunAsync("Stop-TaskclusterWorker $session")).Single.Get("ExitCode"));
    }

    [LimitedTheory]
    [InlineData(-1)]
    [InlineData(LongestWait + 1)]
    public async Task A_time_that_cannot_be_waited_for_is_refused(int seconds)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination);
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker -Timeout {seconds}");
        Assert.StartsWith("ParameterArgumentValidationError", outcome.Failure?.FullyQualifiedErrorId);
    }

    [LimitedFact]
    public async Task The_longest_time_that_the_parameter_takes_is_waited_for()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker -Timeout {LongestWait}");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task Ctrl_C_ends_the_waiting_and_not_the_worker()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("here I am"), WorkerScript.AwaitTermination);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}");
        var waiting = Engine.Start("$session | Wait-TaskclusterWorker", l => l.Message == "here I am");
        await waiting.Said.Soon();
        Assert.True((await waiting.StopAsync()).WasStopped);
        Assert.Equal("False", (await Engine.RunAsync("$session.HasEnded")).Single.ToString());
        Assert.Equal(0, (await Engine.RunAsync("Stop-TaskclusterWorker $session")).Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task A_worker_that_failed_is_a_terminating_error_with_its_exit()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(69));
        WriteStaticConfig();
        var error = (await Engine.RunAsync($"$session = {Chain}; $session | Wait-TaskclusterWorker")).FailedWith("WorkerFailed");
        Assert.Equal("WorkerFailed,WorkerRunner.PowerShell.Cmdlets.WaitTaskclusterWorkerCommand", error.FullyQualifiedErrorId);
        Assert.Equal(69, error.TargetObject.Get("ExitCode"));
        Assert.Equal(false, error.TargetObject.Get("Succeeded"));
    }
}
