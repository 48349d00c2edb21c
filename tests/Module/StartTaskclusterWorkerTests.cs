using System.Text.Json;

namespace WorkerRunner.ModuleTests;

public sealed class StartTaskclusterWorkerTests : ModuleTest
{
    private const string Prepare = "$run = Get-RunnerConfig $config | Invoke-ProviderRegistration | Get-WorkerSecrets | Expand-WorkerFiles";

    [LimitedFact]
    public async Task It_gives_the_live_session_of_a_worker_that_runs()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination);
        WriteStaticConfig();
        var session = (await Engine.RunAsync($"$session = {Chain}; $session")).Single;
        Assert.True(session.IsA("WorkerRunner.Session.WorkerSession"));
        Assert.Equal(false, session.Get("HasEnded"));
        Assert.StartsWith("generic-worker (process ", session.Text("Worker"));
        Assert.Equal($"{Group}/{Id}", session.Text("Run.Identity"));
        await ToldAsync("ready");
    }

    [LimitedTheory]
    [InlineData("Start-TaskclusterWorker $run")]
    [InlineData("Start-TaskclusterWorker -Run $run")]
    [InlineData("[pscustomobject]@{ Run = $run } | Start-TaskclusterWorker")]
    public async Task The_run_comes_by_position_by_name_and_by_property_name(string script)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"{Prepare}; $session = {script}; Wait-TaskclusterWorker $session");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task A_run_that_skipped_the_files_starts_all_the_same()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync(
            "$session = Get-RunnerConfig $config | Invoke-ProviderRegistration | Start-TaskclusterWorker; Wait-TaskclusterWorker $session");
        Assert.Equal(true, outcome.Single.Get("SaidHello"));
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_it_starts_nothing_and_writes_nothing()
    {
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"{Prepare}; $run | Start-TaskclusterWorker -WhatIf");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Output);
        Assert.False(Has("worker.json"));
        Assert.Contains($"generic-worker as worker {Group}/{Id}", Engine.Screen.Text);
    }

    [LimitedFact]
    public async Task The_worker_finds_its_whole_configuration_in_a_private_file()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        Sandbox.SetSecret(PoolSecret, """{"config":{"hidden":"revealed to the worker alone"}}""");
        WriteStaticConfig("workerConfig: {own: {number: 123456789012345678901234567890}}");
        Assert.Null((await Engine.RunAsync($"$session = {Chain}; $null = Wait-TaskclusterWorker $session")).Failure);
        var config = WorkerConfigFile;
        Assert.Equal("revealed to the worker alone", config.GetProperty("hidden").GetString());
        Assert.Equal("123456789012345678901234567890", config.GetProperty("own").GetProperty("number").GetRawText());
        Assert.Equal(Id, config.GetProperty("workerId").GetString());
        Assert.NotEqual("********", config.GetProperty("accessToken").GetString());
        if (!OperatingSystem.IsWindows()) Assert.Equal(Permissions.Private, Permissions.Of(File("worker.json")));
    }

    [LimitedFact]
    public async Task Relative_paths_and_the_workers_own_folder_are_the_location()
    {
        Directory.CreateDirectory(File("here"));
        WorkerDoes(WorkerScript.Hello, WorkerScript.Report("report.json"), WorkerScript.Exit(0));
        var path = WriteStaticConfig();
        WriteConfig(System.IO.File.ReadAllText(path).Replace(JsonSerializer.Serialize(File("worker.json")), "worker.json", StringComparison.Ordinal));
        Engine["folder"] = File("here");
        var outcome = await Engine.RunAsync(
            $"$null = $ExecutionContext.SessionState.Path.SetLocation($folder); $session = {Chain}; Wait-TaskclusterWorker $session");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
        Assert.True(Has("here/worker.json"));
        Assert.True(Has("here/report.json"));
    }

    [LimitedFact]
    public async Task A_worker_that_is_not_there_any_more_is_an_error()
    {
        System.IO.File.Copy(Repository.Executable("scripted-worker"), File("no-such-worker"));
        WriteStaticConfig(worker: File("no-such-worker"));
        await Engine.RunAsync(Prepare);
        System.IO.File.Delete(File("no-such-worker"));
        var error = (await Engine.RunAsync("$run | Start-TaskclusterWorker")).FailedWith("WorkerNotStarted");
        Assert.Equal("WorkerNotStarted,WorkerRunner.PowerShell.Cmdlets.StartTaskclusterWorkerCommand", error.FullyQualifiedErrorId);
        Assert.Equal($"worker.path {File("no-such-worker")} does not exist.", error.Exception.Message);
        Assert.EndsWith("Check the path, and that the worker is installed.", error.ErrorDetails.Message);
        Assert.Equal(ErrorCategory.OpenError, error.CategoryInfo.Category);
        Assert.False(Has("worker.json"));
    }

    [LimitedFact]
    public async Task A_worker_that_is_not_there_is_an_error_before_anything_is_registered()
    {
        var path = WriteStaticConfig(worker: File("no-such-worker"));
        var error = (await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration")).FailedWith("RunnerConfigInvalid");
        Assert.StartsWith(path, error.Exception.Message);
        Assert.EndsWith($"worker.path {File("no-such-worker")} does not exist.", error.Exception.Message);
        Assert.Empty(Sandbox.Requests);
    }

    [LimitedTheory]
    [InlineData("-InformationAction Stop")]
    [InlineData("-WarningAction Stop -InformationAction Stop")]
    public async Task A_log_line_made_an_error_leaves_no_worker_behind(string preference)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("started"), WorkerScript.AwaitTermination, WorkerScript.Tell("asked to end"));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"{Prepare}; $run | Start-TaskclusterWorker {preference}");
        Assert.Equal("ActionPreferenceStop", outcome.Failure?.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(outcome.Output);
        await ToldAsync("asked to end");
    }

    [LimitedFact]
    public async Task A_session_left_alone_keeps_its_newest_lines_and_says_how_many_were_dropped()
    {
        const int said = 12_345;
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print(string.Join('\n', WorkerScript.Lines(said))), WorkerScript.Tell("said"), WorkerScript.AwaitTermination);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}");
        await ToldAsync("said");
        var outcome = await Engine.RunAsync("$null = Stop-TaskclusterWorker $session");
        var kept = outcome.WorkerLines.ToList();
        Assert.Equal($"line {said - 1}", kept[^1]);
        Assert.Equal(WorkerScript.Lines(said).TakeLast(kept.Count), kept);
        Assert.InRange(kept.Count, 1, 10_000);
        // The runner's own first line may be among them.
        var dropped = said - kept.Count;
        Assert.Contains(Assert.Single(outcome.Warnings), (string[])[Warning(dropped), Warning(dropped + 1)]);

        static string Warning(int lines) => $"{lines} earlier lines were dropped, because nothing was reading them.";
    }
}
