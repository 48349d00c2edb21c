using System.Diagnostics;
using System.Text.Json;

namespace WorkerRunner.ModuleTests;

/// <summary>Whole runs with a worker that is a Windows service, in a wrapper such as NSSM.</summary>
public sealed class WindowsServiceTests : ModuleTest
{
    [WindowsFact]
    public Task A_worker_with_two_one_way_pipes_runs_to_its_end() => RunsToItsEndAsync("two");

    [WindowsFact]
    public Task A_worker_with_one_duplex_pipe_runs_to_its_end() => RunsToItsEndAsync("duplex");

    [WindowsFact]
    public async Task A_worker_that_connects_and_is_silent_runs_to_its_end()
    {
        await using var service = await CreateAsync();
        var outcome = await RunAsync(service, WorkerScript.Exit(0));
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
        Assert.Equal(false, outcome.Single.Get("SaidHello"));
    }

    [WindowsFact]
    public async Task A_worker_that_asks_for_a_reboot_has_not_failed()
    {
        await using var service = await CreateAsync();
        var outcome = await RunAsync(service, WorkerScript.Hello, WorkerScript.Exit(67));
        Assert.Equal(67, outcome.Single.Get("ExitCode"));
        Assert.Equal(true, outcome.Single.Get("RebootRequired"));
    }

    [WindowsFact]
    public async Task A_worker_that_fails_is_an_error_with_its_own_exit_code()
    {
        await using var service = await CreateAsync();
        var error = (await RunAsync(service, WorkerScript.Hello, WorkerScript.Exit(64))).FailedWith("WorkerFailed");
        Assert.StartsWith($"generic-worker (service {service.Name}) ended with exit code 64 (its configuration was not loaded)", error.Exception.Message);
    }

    [WindowsFact]
    public async Task A_service_that_crashes_is_an_error_with_the_systems_code()
    {
        await using var service = await CreateAsync("--crash-with 3");
        var error = (await RunAsync(service, WorkerScript.Hello, WorkerScript.Exit(3))).FailedWith("WorkerFailed");
        Assert.Contains("exit code 1067 (the service's process ended unexpectedly)", error.Exception.Message);
    }

    [WindowsFact]
    public async Task A_service_that_stops_before_it_connects_is_an_error_with_its_exit_code()
    {
        await using var service = await CreateAsync(worker: "--pipes none");
        var error = (await RunAsync(service, WorkerScript.Exit(5))).FailedWith("WorkerNotStarted");
        Assert.EndsWith($"stopped before its worker connected to {service.Pipe}, with exit code 5.", error.Exception.Message);
    }

    [WindowsFact]
    public async Task A_service_that_opens_one_pipe_of_two_and_stops_is_the_same()
    {
        await using var service = await CreateAsync(worker: "--pipes input");
        var error = (await RunAsync(service, WorkerScript.Exit(5))).FailedWith("WorkerNotStarted");
        Assert.EndsWith("with exit code 5.", error.Exception.Message);
    }

    [WindowsFact]
    public async Task A_worker_that_looks_for_another_pipe_is_explained()
    {
        await using var service = await CreateAsync(pipe: "-of-another-name");
        var error = (await RunAsync(service)).FailedWith("WorkerNotStarted");
        Assert.EndsWith("with exit code 78 (it found no protocol pipe).", error.Exception.Message);
        Assert.Contains($"--worker-runner-protocol-pipe {service.Pipe}", error.ErrorDetails.Message);
    }

    [WindowsFact]
    public async Task Ctrl_C_before_it_connects_stops_the_service_again()
    {
        await using var service = await CreateAsync(worker: "--pipes none");
        WorkerDoes(WorkerScript.StayForEver);
        WriteStaticConfig(service: service);
        var script = Engine.Start("Start-WorkerRunner $config", l => l.Message.StartsWith("Waiting up to 2 min for the worker", StringComparison.Ordinal));
        await script.Said.Soon();
        Assert.True((await script.StopAsync()).WasStopped);
        Assert.Contains("STOPPED", await service.QueryAsync());
    }

    [WindowsFact]
    public Task Ctrl_C_stops_a_worker_with_two_pipes_gracefully() => StopsGracefullyAsync("two");

    [WindowsFact]
    public Task Ctrl_C_stops_a_worker_with_one_pipe_gracefully() => StopsGracefullyAsync("duplex");

    [WindowsFact]
    public async Task A_worker_that_cannot_be_asked_is_stopped_through_the_service_manager()
    {
        await using var service = await CreateAsync();
        WorkerDoes("""{"hello":["error-report"]}""", WorkerScript.Tell("ready"), WorkerScript.StayForEver);
        WriteStaticConfig(service: service);
        await Engine.RunAsync($"$session = {Chain}");
        await ToldAsync("ready");
        var exit = (await Engine.RunAsync("Stop-TaskclusterWorker $session")).Single;
        Assert.Equal(71, exit.Get("ExitCode"));
        Assert.Contains("STOPPED", await service.QueryAsync());
    }

    [WindowsFact]
    public async Task A_service_that_does_not_stop_is_killed_with_what_it_started()
    {
        await using var service = await CreateAsync("--ignore-stop");
        WorkerDoes(WorkerScript.Hello, WorkerScript.Report(File("report.json")), WorkerScript.Tell("ready"), WorkerScript.StayForEver);
        WriteStaticConfig(service: service);
        await Engine.RunAsync($"$session = {Chain}");
        await ToldAsync("ready");
        using var worker = Process.GetProcessById(
            JsonElement.Parse(await System.IO.File.ReadAllTextAsync(File("report.json"), Limits.Token)).GetProperty("pid").GetInt32());
        var exit = (await Engine.RunAsync("Stop-TaskclusterWorker $session -Force")).Single;
        Assert.Equal(1067, exit.Get("ExitCode"));
        await worker.WaitForExitAsync(Limits.Token).Soon();
    }

    [WindowsFact]
    public async Task A_service_that_is_not_there_is_an_error_before_anything_is_written()
    {
        await using (var service = await CreateAsync())
            WriteStaticConfig(service: service);
        var error = (await Engine.RunAsync("Start-WorkerRunner $config")).FailedWith("RunnerConfigInvalid");
        Assert.Contains("there is no such service", error.Exception.Message);
        Assert.False(Has("worker.json"));
    }

    [WindowsFact]
    public async Task A_disabled_service_is_an_error_before_anything_is_written()
    {
        await using var service = await CreateAsync(start: "disabled");
        var error = (await RunAsync(service)).FailedWith("RunnerConfigInvalid");
        Assert.EndsWith("(error 1058).", error.Exception.Message);
        Assert.False(Has("worker.json"));
    }

    [WindowsFact]
    public async Task A_service_that_runs_already_is_left_alone()
    {
        await using var service = await CreateAsync(worker: "--pipes none");
        await System.IO.File.WriteAllTextAsync(File("worker.json"), $$"""{"script":[{{WorkerScript.StayForEver}}]}""", Limits.Token);
        await service.StartAsync();
        var error = (await RunAsync(service)).FailedWith("WorkerNotStarted");
        Assert.Contains("is already running", error.Exception.Message);
        Assert.Contains("RUNNING", await service.QueryAsync());
    }

    private Task<WorkerService> CreateAsync(string service = "", string worker = "", string start = "demand", string pipe = "") =>
        WorkerService.CreateAsync(File("worker.json"), service, worker, start, pipe);

    private Task<Outcome> RunAsync(WorkerService service, params string[] steps)
    {
        WorkerDoes(steps);
        WriteStaticConfig(service: service);
        return Engine.RunAsync("Start-WorkerRunner $config");
    }

    private async Task RunsToItsEndAsync(string pipes)
    {
        await using var service = await CreateAsync(worker: $"--pipes {pipes}");
        var outcome = await RunAsync(service, WorkerScript.Hello, """{"await":"welcome"}""", WorkerScript.Print("plain"), """{"log":{"textPayload":"structured"}}""", WorkerScript.Exit(0));
        Assert.Equal(0, outcome.Single.Get("ExitCode"));
        Assert.Equal(true, outcome.Single.Get("SaidHello"));
        Assert.Equal(["plain", "structured"], outcome.WorkerLines);
        Assert.Empty(outcome.Warnings);
    }

    private async Task StopsGracefullyAsync(string pipes)
    {
        await using var service = await CreateAsync(worker: $"--pipes {pipes}");
        WorkerDoes(WorkerScript.Hello, WorkerScript.Tell("ready"), WorkerScript.AwaitTermination, WorkerScript.Tell("asked to end"));
        WriteStaticConfig(service: service);
        var script = Engine.Start("Start-WorkerRunner $config");
        await ToldAsync("ready");
        Assert.True((await script.StopAsync()).WasStopped);
        Assert.Contains(Sandbox.ErrorReports, r => r.Title == "asked to end");
        Assert.Contains("STOPPED", await service.QueryAsync());
    }
}
