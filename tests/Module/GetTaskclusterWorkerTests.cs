using System.Globalization;

namespace WorkerRunner.ModuleTests;

/// <summary>The worker of another process, which runs Start-WorkerRunner or holds a session, is seen and steered from this one.</summary>
public sealed class GetTaskclusterWorkerTests : ModuleTest
{
    private static string OwnId => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    [LimitedFact]
    public async Task A_run_of_another_process_is_seen_with_its_worker()
    {
        await using var other = await StartAsync(WorkerScript.Hello, WorkerScript.Print("task " + StaticSecret), WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        var seen = (await Engine.RunAsync($"$seen = Get-TaskclusterWorker {other.Id}; $seen")).Single;
        Assert.True(seen.IsA("WorkerRunner.Control.RemoteWorker"));
        Assert.Equal((other.Id, Pool, Group, Id, "static", "generic-worker"), (
            seen.Text("Id"), seen.Text("WorkerPoolId"), seen.Text("WorkerGroup"), seen.Text("WorkerId"), seen.Text("Provider"), seen.Text("Implementation")));
        Assert.Equal("Running", seen.Text("Stage"));
        var shown = await Engine.DisplayAsync("$seen");
        Assert.Contains($"{Id} of {Pool}", shown);
        Assert.DoesNotContain(StaticSecret, shown);
        await Engine.RunAsync("$null = $seen | Stop-TaskclusterWorker -Force");
    }

    [LimitedFact]
    public async Task It_is_drained_and_its_log_is_passed_on()
    {
        await using var other = await StartAsync(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, """{"echoReceived":{}}""", WorkerScript.Exit(0));
        var outcome = await Engine.RunAsync($"Get-TaskclusterWorker {other.Id} | Request-WorkerTermination -FinishTasks -Wait");
        Assert.Equal((0, true, true), (outcome.Single.Get("ExitCode"), outcome.Single.Get("StopRequested"), outcome.Single.Get("SaidHello")));
        Assert.Contains("received graceful-termination finish-tasks=true", outcome.WorkerLines);
        Assert.Equal("exit 0", await other.Process.ReadLineAsync());
    }

    [LimitedFact]
    public async Task It_is_stopped_waited_for_and_its_log_and_messages_are_received()
    {
        await using var other = await StartAsync(
            WorkerScript.Hello, WorkerScript.Print("first"), WorkerScript.Print("second"), WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Exit(72));
        var outcome = await Engine.RunAsync($$"""
            $other = Get-TaskclusterWorker {{other.Id}}
            ($other | Receive-WorkerLog -Tail 100).Message -match '^(first|second)$'
            ($other | Receive-WorkerMessage -Type hello, welcome).Type
            ($other | Receive-WorkerMessage -Wait -First 1 -Timeout 60).Type
            (Wait-TaskclusterWorker $other -Timeout 0 -ErrorAction SilentlyContinue -ErrorVariable late)
            $late[0].FullyQualifiedErrorId
            ($other | Stop-TaskclusterWorker).ExitCode
            """);
        Assert.Null(outcome.Failure?.ToString());
        Assert.Equal(
            ["first", "second", "welcome", "hello", "welcome", "WaitTimedOut,WorkerRunner.PowerShell.Cmdlets.WaitTaskclusterWorkerCommand", "72"],
            outcome.Output.Select(o => o.ToString()));
        Assert.Equal("exit 72", await other.Process.ReadLineAsync());
    }

    [LimitedFact]
    public async Task Its_credentials_are_renewed()
    {
        await using var other = await StartAsync(WorkerScript.Hello, WorkerScript.Tell("ready"), """{"await":"new-credentials"}""", WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        var outcome = await Engine.RunAsync($$"""
            $other = Get-TaskclusterWorker {{other.Id}}
            $renewed = $other | Update-WorkerCredential -PassThru
            $other.Renewals; $renewed.Renewals
            $null = $other | Stop-TaskclusterWorker
            """);
        Assert.Equal(["0", "1"], outcome.Output.Select(o => o.ToString()));
    }

    [LimitedFact]
    public async Task A_session_of_this_process_is_seen_too()
    {
        WorkerDoes(WorkerScript.Hello, WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        WriteStaticConfig();
        var outcome = await Engine.RunAsync($"""
            $session = {Chain}
            $seen = Get-TaskclusterWorker | Where-Object Worker -eq $session.Worker
            $seen.ProcessId
            $seen | Request-WorkerTermination
            ($session | Wait-TaskclusterWorker).ExitCode
            @(Get-TaskclusterWorker | Where-Object Worker -eq $session.Worker).Count
            """);
        Assert.Equal([OwnId, "0", "0"], outcome.Output.Select(o => o.ToString()));
    }

    [LimitedFact]
    public async Task One_that_is_not_there_is_an_error()
    {
        var outcome = await Engine.RunAsync("Get-TaskclusterWorker 4194303 -ErrorAction SilentlyContinue -ErrorVariable e; $e[0].FullyQualifiedErrorId; $e[0].CategoryInfo.Category");
        Assert.Equal(["RunnerNotReached,WorkerRunner.PowerShell.Cmdlets.GetTaskclusterWorkerCommand", "ObjectNotFound"], outcome.Output.Select(o => o.ToString()));
    }

    [LimitedFact]
    public async Task The_IDs_are_completed()
    {
        await using var other = await StartAsync(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Exit(0));
        var start = other.Id.Substring(0, other.Id.Length - 1);
        var outcome = await Engine.RunAsync($"$line = 'Get-TaskclusterWorker {start}'; (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText; $null = Get-TaskclusterWorker {other.Id} | Stop-TaskclusterWorker");
        Assert.Contains(other.Id, outcome.Output.Select(o => o.ToString()));
    }

    /// <summary>Another process that runs a worker with a script, which has told "ready".</summary>
    private async Task<Other> StartAsync(params string[] steps)
    {
        WorkerDoes(steps);
        var config = WriteStaticConfig();
        var process = HostProcess.Start(
            $"[Console]::Out.WriteLine($PID); $InformationPreference = 'Ignore'; $exit = Start-WorkerRunner '{config}'; [Console]::Out.WriteLine('exit ' + $exit.ExitCode)");
        var id = (await process.ReadLineAsync())!;
        await ToldAsync("ready");
        return new Other(process, id);
    }

    private sealed record Other(HostProcess Process, string Id) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
