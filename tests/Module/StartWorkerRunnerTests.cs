using System.Collections;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.ModuleTests;

public sealed class StartWorkerRunnerTests : ModuleTest
{
    [LimitedTheory]
    [InlineData("Start-WorkerRunner $config")]
    [InlineData("Start-WorkerRunner -Config $config")]
    [InlineData("Start-WorkerRunner -Path $config")]
    [InlineData("Get-RunnerConfig $config | Start-WorkerRunner")]
    [InlineData("Start-WorkerRunner -InputObject (Get-RunnerConfig $config)")]
    public async Task A_whole_run_gives_how_the_worker_ended(string script)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        var exit = (await Engine.RunAsync(script)).Single;
        Assert.Equal(0, exit.Get("ExitCode"));
        Assert.Equal(true, exit.Get("SaidHello"));
        Assert.True((TimeSpan)exit.Get("Duration")! > TimeSpan.Zero);
    }

    [LimitedFact]
    public async Task The_configurations_path_is_relative_to_the_location()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig(name: "folder [1]/runner.yaml");
        Engine["folder"] = File("folder [1]");
        var outcome = await Engine.RunAsync(
            "$path = $ExecutionContext.SessionState.Path; $null = $path.SetLocation([WildcardPattern]::Escape($folder)); Start-WorkerRunner ./runner.yaml");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_it_does_nothing_at_all()
    {
        var path = WriteStaticConfig();
        Permissions.Set(path, Permissions.Loose);
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config -WhatIf");
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Output);
        Assert.Empty(Sandbox.Arrivals);
        Assert.False(Has("worker.json"));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Permissions.Loose, Permissions.Of(path));
    }

    [LimitedFact]
    public async Task Log_lines_are_information_records_that_carry_objects()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain"), """{"log":{"textPayload":"structured","taskId":"abc","runId":7}}""", WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        var plain = Assert.Single(outcome.Log, l => l.Message == "plain");
        Assert.Equal(("Worker", "Information", null), (plain.Source, plain.Level, plain.Body));
        Assert.InRange(plain.Time, DateTimeOffset.Now.AddMinutes(-2), DateTimeOffset.Now);
        var structured = Assert.Single(outcome.Log, l => l.Message == "structured; runId: 7; taskId: abc");
        Assert.Equal("abc", ((IDictionary)structured.Body!)["taskId"]);
        Assert.Equal(7L, ((IDictionary)structured.Body)["runId"]);
        Assert.Contains(outcome.Log, l => l is { Source: "Runner", Message: "Starting worker" });
    }

    [LimitedFact]
    public async Task Information_records_are_tagged_with_their_source_and_read_as_log_lines()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain"), WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        var record = Assert.Single(outcome.Information, i => i.MessageData.Text("Message") == "plain");
        Assert.Equal(["Worker", "PSHOST"], record.Tags);
        Assert.Matches(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d worker  plain$", record.ToString());
    }

    [LimitedTheory]
    [InlineData("", true)]
    [InlineData("-InformationAction SilentlyContinue", true)]
    [InlineData("-InformationAction Ignore", false)]
    public async Task The_log_is_displayed_unless_it_is_to_be_ignored(string action, bool isDisplayed)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain"), """{"stderr":"complaint"}""", WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"$null = Start-WorkerRunner $config {action}");
        Assert.Null(outcome.Failure?.ToString());
        Assert.Null((await Engine.RunAsync($"$session = {Chain}; $null = $session | Wait-TaskclusterWorker {action}")).Failure?.ToString());
        foreach (var line in (string[])["runner  Starting worker", "worker  plain", "stderr  complaint"])
            Assert.Equal(isDisplayed, Engine.Screen.Text.Contains(line, StringComparison.Ordinal));
        if (!isDisplayed) Assert.DoesNotContain(outcome.Log, l => l.Source == "Worker");
    }

    [LimitedFact]
    public async Task The_single_steps_display_nothing()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("plain"), WorkerScript.AwaitTermination);
        WriteStaticConfig();
        await Engine.RunAsync($"$session = {Chain}; $null = Stop-TaskclusterWorker $session");
        Assert.Empty(Engine.Screen.Text);
    }

    [LimitedTheory]
    [InlineData("$config | Start-WorkerRunner")]
    [InlineData("[IO.FileInfo]$config | Start-WorkerRunner")]
    [InlineData("[pscustomobject]@{ PSPath = \"Microsoft.PowerShell.Core\\FileSystem::$config\" } | Start-WorkerRunner")]
    public async Task A_path_or_a_file_can_be_piped(string script)
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(0));
        WriteStaticConfig();
        Assert.Equal(0, (await Engine.RunAsync(script)).Single.Get("ExitCode"));
    }

    [LimitedFact]
    public async Task With_ErrorAction_a_failure_is_an_error_like_any_other()
    {
        Engine["config"] = File("missing.yaml");
        var outcome = await Engine.RunAsFileAsync("Start-WorkerRunner $config -ErrorAction SilentlyContinue -ErrorVariable failed; $failed.Count");
        Assert.Equal(1, outcome.Single.BaseObject);
    }

    [LimitedFact]
    public async Task ErrorVariable_has_what_is_thrown()
    {
        Engine["config"] = File("missing.yaml");
        var outcome = await Engine.RunAsync("try { Start-WorkerRunner $config -ErrorVariable failed } catch { }; try { Start-WorkerRunner $config -ErrorVariable +failed } catch { }; $failed.FullyQualifiedErrorId");
        Assert.Equal(2, outcome.Output.Count);
        Assert.All(outcome.Output, id => Assert.StartsWith("RunnerConfigInvalid,", id.ToString()));
    }

    [LimitedFact]
    public async Task Twenty_thousand_lines_arrive_in_order_and_all_of_them()
    {
        var lines = WorkerScript.Lines(20_000);
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print(string.Join('\n', lines)), WorkerScript.Exit(0));
        WriteStaticConfig();
        Assert.Equal(lines, (await Engine.RunAsync("Start-WorkerRunner $config")).WorkerLines);
    }

    [LimitedFact]
    public async Task Lines_caught_in_a_variable_are_the_same_objects()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("caught"), WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync(
            "$null = Start-WorkerRunner $config -InformationVariable said; $said.MessageData | Where-Object Source -eq Worker | ForEach-Object Message");
        Assert.Equal("caught", outcome.Single.ToString());
    }

    [LimitedFact]
    public async Task What_is_to_be_looked_at_is_a_warning()
    {
        WorkerDoes(WorkerScript.Hello, """{"await":"welcome"}""", """{"garbage":{"kind":"unknown-type"}}""", WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Contains("no-such-message", Assert.Single(outcome.Warnings));
        Assert.DoesNotContain(outcome.Log, l => l.Level != "Information");
    }

    [LimitedFact]
    public async Task A_worker_that_fails_is_a_terminating_error_with_its_exit()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Print("last words"), WorkerScript.Exit(64));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config; 'not reached'");
        var error = outcome.FailedWith("WorkerFailed");
        Assert.Equal("WorkerFailed,WorkerRunner.PowerShell.Cmdlets.StartWorkerRunnerCommand", error.FullyQualifiedErrorId);
        Assert.Matches(@"^generic-worker \(process \d+\) ended with exit code 64 \(its configuration was not loaded\) after ", error.Exception.Message);
        Assert.Equal(64, error.TargetObject.Get("ExitCode"));
        Assert.Equal(ErrorCategory.InvalidResult, error.CategoryInfo.Category);
        Assert.Contains("last words", outcome.WorkerLines);
        Assert.Empty(outcome.Output);
    }

    [LimitedTheory]
    [InlineData("")]
    [InlineData("$ErrorActionPreference = 'Continue';")]
    [InlineData("$ErrorActionPreference = 'Stop';")]
    public async Task A_failure_ends_the_script_as_throw_does(string preference)
    {
        Engine["config"] = File("missing.yaml");
        var outcome = await Engine.RunAsFileAsync($"{preference} Start-WorkerRunner $config; 'not reached'");
        var error = outcome.FailedWith("RunnerConfigInvalid");
        Assert.Equal("Start-WorkerRunner", error.CategoryInfo.Activity);
        Assert.Empty(outcome.Output);
    }

    [LimitedFact]
    public async Task A_script_that_wants_to_hear_of_no_error_goes_on_as_after_throw()
    {
        Engine["config"] = File("missing.yaml");
        var outcome = await Engine.RunAsFileAsync("$ErrorActionPreference = 'SilentlyContinue'; Start-WorkerRunner $config; $?");
        Assert.Equal(false, outcome.Single.BaseObject);
    }

    [LimitedFact]
    public async Task A_whole_run_needs_no_host()
    {
        WorkerDoes(WorkerScript.Hello, """{"garbage":{"kind":"unknown-type"}}""", WorkerScript.Exit(0));
        await using var host = HostProcess.Start($"(Start-WorkerRunner '{WriteStaticConfig()}').ExitCode");
        Assert.Equal("0", await host.ReadLineAsync());
        Assert.Equal(0, await host.WaitForExitAsync());
    }

    [LimitedFact]
    public async Task What_a_remote_session_gives_back_still_tells_how_the_worker_ended()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Exit(67));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        var exit = PSObject.AsPSObject(PSSerializer.Deserialize(PSSerializer.Serialize(outcome.Single, depth: 1)));
        Assert.Equal((67, true, true), (exit.Get("ExitCode"), exit.Get("RebootRequired"), exit.Get("Succeeded")));
        Assert.Equal("a reboot is required", exit.Get("Meaning")?.ToString());
        Assert.IsType<TimeSpan>(exit.Get("Duration"));
        var said = PSObject.AsPSObject(PSSerializer.Deserialize(PSSerializer.Serialize(outcome.Information[0].MessageData, depth: 1)));
        Assert.Equal(outcome.Log[0].Message, said.Get("Message"));
    }

    [LimitedFact]
    public async Task A_configuration_that_is_wrong_is_an_error_at_its_place()
    {
        var path = WriteConfig($"provider:\n  providerType: static\n  staticSecret: {StaticSecret}\n  providerID: static\n  rootURL: 7\nworker:\n  implementation: dummy\n");
        var error = (await Engine.RunAsync("Start-WorkerRunner $config")).FailedWith("RunnerConfigInvalid");
        Assert.StartsWith($"{path}:5:12: provider.rootURL must be a string", error.Exception.Message);
        Assert.EndsWith("Write it in quotes: rootURL: \"7\"", error.ErrorDetails.Message);
    }

    [LimitedFact]
    public async Task What_fails_on_the_way_ends_the_run()
    {
        WriteStaticConfig("");
        Fault("/secret/", FaultKind.Status(403, """{"code":"InsufficientScopes","message":"No."}"""));
        Assert.Equal(ErrorCategory.PermissionDenied, (await Engine.RunAsync("Start-WorkerRunner $config")).FailedWith("TaskclusterCallFailed").CategoryInfo.Category);
        WriteStaticConfig(worker: File("none"));
        (await Engine.RunAsync("Start-WorkerRunner $config")).FailedWith("RunnerConfigInvalid");
        Assert.False(Has("worker.json"));
    }

    [LimitedFact]
    public async Task The_dummy_says_the_state_of_the_run_and_ends()
    {
        WriteConfig(
            $"""
            provider: {"{"}providerType: standalone, rootURL: "{Sandbox.RootUrl}", clientID: a, accessToken: {AccessToken}, workerPoolID: a/b, workerGroup: c, workerID: d{"}"}
            worker: {"{"}implementation: dummy{"}"}
            getSecrets: false
            """);
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
        Assert.Contains(outcome.Log, l => l.Message.StartsWith("State information:\n{", StringComparison.Ordinal));
        Assert.DoesNotContain(AccessToken, outcome.AllText);
    }

    [LimitedFact]
    public async Task Ctrl_C_stops_the_worker_gracefully()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Tell("asked to end"));
        WriteStaticConfig();
        var script = Engine.Start("Start-WorkerRunner $config");
        await ToldAsync("ready");
        var outcome = await script.StopAsync();
        Assert.True(outcome.WasStopped);
        Assert.Empty(outcome.Output);
        Assert.Contains(Sandbox.ErrorReports, r => r.Title == "asked to end");
        Assert.Matches("(?s)runner  Asking generic-worker .* to end gracefully\n.*runner  generic-worker .* ended with exit code 0 ", Engine.Screen.Text);
    }

    [LimitedFact]
    public async Task Ctrl_C_ends_a_run_that_nobody_answers()
    {
        WriteStaticConfig();
        Fault("/register", FaultKind.Delay(Timeout.InfiniteTimeSpan));
        var script = Engine.Start("Start-WorkerRunner $config");
        await Sandbox.WaitForArrivalAsync(r => r.Target.EndsWith("/register", StringComparison.Ordinal), Limits.Token).Soon();
        Assert.True((await script.StopAsync()).WasStopped);
        Assert.False(Has("worker.json"));
    }

    [LimitedFact]
    public async Task A_warning_made_an_error_leaves_no_worker_behind()
    {
        WorkerDoes(
            WorkerScript.Hello, """{"garbage":{"kind":"unknown-type"}}""", WorkerScript.AwaitTermination, WorkerScript.Tell("asked to end"));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync("Start-WorkerRunner $config -WarningAction Stop");
        Assert.Equal("ActionPreferenceStop", outcome.Failure?.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(Sandbox.ErrorReports, r => r.Title == "asked to end");
    }

    [LimitedFact]
    public async Task The_workers_error_reports_reach_worker_manager()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("out of disk"), WorkerScript.Exit(0));
        WriteStaticConfig();
        await Engine.RunAsync("Start-WorkerRunner $config");
        Assert.Equal(("out of disk", Group, Id), Assert.Single(Sandbox.ErrorReports.Select(r => (r.Title, r.WorkerGroup, r.WorkerId))));
    }
}
