using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.ModuleTests;

public sealed class LiveSessionTests : ModuleTest
{
    [LimitedFact]
    public async Task Credentials_are_renewed_by_hand()
    {
        await StartAsync(WorkerScript.Hello, """{"await":"new-credentials"}""", WorkerScript.Tell("renewed"), WorkerScript.AwaitTermination);
        var before = (await Engine.RunAsync("$session.Run.Credentials.AccessToken.Reveal()")).Single.ToString();
        var outcome = await Engine.RunAsync("(Update-WorkerCredential $session -PassThru).Run.Credentials.AccessToken.Reveal()");
        Assert.NotEqual(before, outcome.Single.ToString());
        await ToldAsync("renewed");
        Assert.Single(Sandbox.Requests, r => r.Target.EndsWith("/reregister", StringComparison.Ordinal));
    }

    [LimitedFact]
    public async Task Tried_with_WhatIf_nobody_is_asked_and_nothing_is_sent()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.AwaitTermination);
        var outcome = await Engine.RunAsync("Update-WorkerCredential $session -WhatIf; Request-WorkerTermination $session -FinishTasks -WhatIf; $session.HasEnded");
        Assert.Equal("False", outcome.Single.ToString());
        Assert.DoesNotContain(Sandbox.Requests, r => r.Target.EndsWith("/reregister", StringComparison.Ordinal));
        Assert.Contains("register again and send new credentials", Engine.Screen.Text);
        Assert.Contains("tell it to end when its tasks are finished", Engine.Screen.Text);
    }

    [LimitedFact]
    public async Task A_worker_that_cannot_be_told_is_an_error()
    {
        await StartAsync("""{"hello":[]}""", WorkerScript.StayForEver);
        (await Engine.RunAsync("Update-WorkerCredential $session")).FailedWith("SessionRequestFailed");
        var error = (await Engine.RunAsync("Request-WorkerTermination $session")).FailedWith("SessionRequestFailed");
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        Assert.Equal("False", (await Engine.RunAsync("$session.HasEnded")).Single.ToString());
    }

    [LimitedFact]
    public async Task A_worker_that_never_says_hello_is_waited_for_only_so_long()
    {
        await StartAsync(WorkerScript.StayForEver);
        var error = (await Engine.RunAsync("Update-WorkerCredential $session -Timeout 1")).FailedWith("SessionRequestFailed");
        Assert.Contains("has not said hello within 1 s, so it cannot be given new credentials.", error.ToString());
    }

    [LimitedFact]
    public async Task An_error_of_one_session_does_not_keep_the_others_from_being_told()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.Exit(0));
        await Engine.RunAsync("$ended = $session; $null = $ended | Wait-TaskclusterWorker");
        await StartAsync(WorkerScript.Hello, WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        var outcome = await Engine.RunAsync("$ended, $session | Request-WorkerTermination; $session | Wait-TaskclusterWorker -Timeout 30");
        outcome.FailedWith("SessionRequestFailed");
        Assert.Equal(0, Assert.Single(outcome.Output).Get("ExitCode"));
    }

    [LimitedTheory]
    [InlineData("Request-WorkerTermination")]
    [InlineData("Wait-TaskclusterWorker")]
    [InlineData("Start-TaskclusterWorker")]
    public async Task A_copy_from_another_process_says_that_it_is_one(string cmdlet)
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.AwaitTermination);
        var session = (await Engine.RunAsync(cmdlet == "Start-TaskclusterWorker" ? "$session.Run" : "$session")).Single;
        Engine["copy"] = PSSerializer.Deserialize(PSSerializer.Serialize(session, depth: 1));
        var outcome = await Engine.RunAsync($"{cmdlet} $copy");
        Assert.Contains("This is a deserialized copy", (outcome.Failure ?? outcome.Errors[0]).ToString());
    }

    [LimitedFact]
    public async Task Ctrl_C_ends_the_waiting_for_a_renewal_at_once()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.AwaitTermination);
        Fault("/reregister", FaultKind.Delay(Timeout.InfiniteTimeSpan));
        var script = Engine.Start("Update-WorkerCredential $session");
        await Sandbox.WaitForArrivalAsync(r => r.Target.EndsWith("/reregister", StringComparison.Ordinal), Limits.Token).Soon();
        Assert.True((await script.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Limits.Token)).WasStopped);
    }

    [LimitedFact]
    public async Task Termination_is_requested_by_hand()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.AwaitTermination, """{"echoReceived":{}}""", WorkerScript.Exit(71));
        var outcome = await Engine.RunAsync("$session | Request-WorkerTermination -FinishTasks -PassThru | Wait-TaskclusterWorker");
        Assert.Equal(true, outcome.Single.Get("StopRequested"));
        Assert.Contains("received graceful-termination finish-tasks=true", outcome.WorkerLines);
    }

    [LimitedFact]
    public async Task Messages_are_shown_again_and_again()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        await ToldAsync("ready");
        const string list = "Receive-WorkerMessage $session | ForEach-Object { \"$($_.Direction) $($_.Type)\" }";
        // This worker says hello without waiting for the welcome.
        string[] expected = ["FromWorker error-report", "FromWorker hello", "ToWorker welcome"];
        for (var i = 0; i < 2; i++) Assert.Equal(expected, (await Engine.RunAsync(list)).Output.Select(o => o.ToString()!).Order(StringComparer.Ordinal));
        Assert.Equal("hello", (await Engine.RunAsync("Receive-WorkerMessage $session -Type HELLO")).Single.Text("Type"));
        Assert.Matches(@"Time +Direction +Type +Text", await Engine.DisplayAsync("Receive-WorkerMessage $session"));
    }

    [LimitedFact]
    public async Task Messages_are_waited_for_until_the_worker_says_no_more()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.AwaitTermination, WorkerScript.Tell("bye"), WorkerScript.Exit(0));
        var outcome = await Engine.RunAsync(
            "Receive-WorkerMessage $session -Wait | ForEach-Object { if ($_.Type -eq 'hello') { Request-WorkerTermination $session }; $_.Type }");
        Assert.Null(outcome.Failure);
        Assert.Equal(["welcome", "hello", "graceful-termination", "error-report"], outcome.Output.Select(o => o.ToString()));
    }

    [LimitedTheory]
    [InlineData("-Wait -First 2", 2)]
    [InlineData("-Wait -Timeout 1", 3)]
    public async Task The_waiting_ends_after_so_many_messages_or_so_long(string arguments, int count)
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination);
        await ToldAsync("ready");
        Assert.Equal(count, (await Engine.RunAsync($"Receive-WorkerMessage $session {arguments}")).Output.Count);
    }

    [LimitedFact]
    public async Task Ctrl_C_ends_the_watching_and_not_the_worker()
    {
        await StartAsync(WorkerScript.Hello, WorkerScript.Print("ready"), WorkerScript.AwaitTermination);
        var watching = Engine.Start("Receive-WorkerMessage $session -Wait", l => l.Message == "ready");
        await watching.Said.Soon();
        Assert.True((await watching.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), Limits.Token)).WasStopped);
        Assert.Equal("False", (await Engine.RunAsync("$session.HasEnded")).Single.ToString());
    }

    [LimitedFact]
    public async Task A_wait_of_more_than_a_second_shows_what_is_waited_for()
    {
        WriteStaticConfig();
        Fault("/register", FaultKind.Delay(TimeSpan.FromSeconds(2.5)), times: 1);
        var outcome = await Engine.RunAsync("Get-RunnerConfig $config | Invoke-ProviderRegistration");
        Assert.NotNull(outcome.Single);
        Assert.Matches("^0:00:0[12] Calling worker-manager.registerWorker at http://.*, for up to 15 min; Ctrl-C ends it$", outcome.Progress[0].StatusDescription);
        Assert.Equal("Invoke-ProviderRegistration", outcome.Progress[0].Activity);
        Assert.Equal(ProgressRecordType.Completed, outcome.Progress[^1].RecordType);
    }

    private async Task StartAsync(params string[] steps)
    {
        WorkerDoes(steps);
        WriteStaticConfig();
        Assert.Null((await Engine.RunAsync($"$session = {Chain}")).Failure);
    }
}
