using System.IO.Pipes;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Session;
using WorkerRunner.Workers;
using WorkerRunner.Workers.Services;

namespace WorkerRunner.Tests.Workers.Services;

[Collection(ByItself.Name)]
public sealed class WorkerServicesTests : IDisposable
{
    private const string Pipe = @"\\.\pipe\generic-worker";

    private static readonly TimeSpan[] Limits =
    [
        WorkerServices.StartLimit, WorkerServices.ConnectLimit, RunningService.AskLimit, RunningService.StopLimit, RunningService.KillLimit,
    ];

    private readonly World world = new();
    private readonly FakeService service = new();
    private readonly FakePipes pipes = new();
    private int configured;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_worker_with_two_pipes_speaks_over_them()
    {
        service.OnStart = pipes.OpenBoth;
        using var worker = await StartAsync();
        Assert.Equal("generic-worker (service Generic Worker)", worker.Description);
        Assert.Same(pipes["-input"].Stream, worker.FromWorker);
        Assert.Same(pipes["-output"].Stream, worker.ToWorker);
        Assert.Equal((PipeDirection.In, PipeDirection.Out), (pipes["-input"].Direction, pipes["-output"].Direction));
        Assert.True(pipes[""].Disposed);
        Assert.True(worker.SpeaksProtocol);
        Assert.False(worker.Exited.IsCompleted);
        Assert.DoesNotContain(world.Log.Entries, e => e.Level != LogLevel.Information);
    }

    [Fact]
    public async Task A_worker_with_one_duplex_pipe_speaks_over_it()
    {
        service.OnStart = () => pipes[""].Open();
        using var worker = await StartAsync();
        Assert.Same(pipes[""].Stream, worker.FromWorker);
        Assert.Same(pipes[""].Stream, worker.ToWorker);
        Assert.Equal(PipeDirection.InOut, pipes[""].Direction);
        Assert.True(pipes["-input"].Disposed && pipes["-output"].Disposed);
    }

    [Fact]
    public async Task The_pipes_listen_and_the_configuration_is_written_before_the_start()
    {
        (int Pipes, int Configured) atStart = default;
        service.OnStart = () =>
        {
            atStart = (pipes.All.Count, configured);
            pipes.OpenBoth();
        };
        (await StartAsync()).Dispose();
        Assert.Equal((3, 1), atStart);
    }

    [Fact]
    public async Task What_is_held_is_given_back()
    {
        service.OnStart = pipes.OpenBoth;
        (await StartAsync()).Dispose();
        Assert.True(service.Disposed);
        Assert.All(pipes.All.Values, p => Assert.True(p.Disposed));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named_with_its_nearest()
    {
        var error = await Assert.ThrowsAsync<WorkerStartException>(() => StartAsync("Generic-Worker"));
        Assert.Equal("worker.service \"Generic-Worker\": there is no such service. Did you mean \"Generic Worker\"?", error.Message);
        Assert.Equal(0, configured);
    }

    [Fact]
    public async Task A_service_that_we_may_not_open_says_who_may()
    {
        service.OpenError = ServiceError.AccessDenied;
        var error = await FailsAsync();
        Assert.StartsWith("The service \"Generic Worker\" could not be opened: ", error.Message);
        Assert.Equal("Run this as Administrator or as LocalSystem.", error.Advice);
        Assert.Equal(0, configured);
    }

    [Fact]
    public async Task A_disabled_service_is_not_touched()
    {
        service.IsDisabled = true;
        var error = await FailsAsync();
        Assert.Contains("sc.exe config \"Generic Worker\" start= demand", error.Advice);
        Assert.Empty(service.Acts);
        Assert.Equal(0, configured);
        Assert.True(service.Disposed);
    }

    [Theory]
    [InlineData((int)ServiceState.Running)]
    [InlineData((int)ServiceState.StartPending)]
    [InlineData((int)ServiceState.Paused)]
    public async Task A_service_that_runs_already_is_not_taken_over(int state)
    {
        service.Status = new ServiceStatus((ServiceState)state, ProcessId: 99);
        var error = await FailsAsync();
        Assert.StartsWith($"The service \"Generic Worker\" is already running ({(ServiceState)state}, process 99)", error.Message);
        Assert.StartsWith("Stop it: sc.exe stop \"Generic Worker\".", error.Advice);
        Assert.Empty(service.Acts);
        Assert.Equal(0, configured);
    }

    [Fact]
    public async Task A_service_that_is_stopping_still_is_waited_for()
    {
        service.Status = new ServiceStatus(ServiceState.StopPending, ProcessId: 99);
        service.OnStart = pipes.OpenBoth;
        var starting = StartAsync();
        await world.Time.ArmedAsync(RunningService.Poll);
        service.Exit(0);
        world.Time.Advance(RunningService.Poll);
        using var worker = await starting.Soon();
        Assert.Equal(["start"], service.Acts);
    }

    [Fact]
    public async Task A_service_that_does_not_come_to_its_stop_is_an_error_in_time()
    {
        service.Status = new ServiceStatus(ServiceState.StopPending, ProcessId: 99);
        Assert.Contains("is already running (StopPending", (await FailsAsync()).Message);
        Assert.Equal(TimeSpan.FromSeconds(30), world.Time.Elapsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-input")]
    [InlineData("-output")]
    public async Task A_pipe_that_somebody_else_listens_on_is_an_error_and_no_peer(string suffix)
    {
        pipes.Taken = Pipe + suffix;
        var error = await FailsAsync();
        Assert.Equal($"The worker's pipe could not be created: {Pipe}{suffix} already exists; another process is listening on it.", error.Message);
        Assert.Empty(service.Acts);
        Assert.All(pipes.All.Values, p => Assert.True(p.Disposed));
    }

    [Theory]
    [InlineData(ServiceError.FileNotFound, "sc.exe qc")]
    [InlineData(ServiceError.AccessDenied, "Administrator")]
    [InlineData(ServiceError.NoAnswer, "NSSM")]
    [InlineData(ServiceError.Disabled, "start= demand")]
    [InlineData(ServiceError.DoesNotExist, "has been deleted")]
    [InlineData(ServiceError.MarkedForDeletion, "has been deleted")]
    [InlineData(ServiceError.DependencyFailed, "depends on")]
    [InlineData(ServiceError.LogonFailed, "LocalSystem")]
    [InlineData(1, "event log")]
    public async Task A_start_that_fails_says_why_and_what_to_do(int code, string advice)
    {
        service.StartError = code;
        var error = await FailsAsync();
        Assert.StartsWith("The service \"Generic Worker\" could not be started: ", error.Message);
        Assert.EndsWith($"(error {code}).", error.Message);
        Assert.Contains(advice, error.Advice);
        Assert.Equal(["start"], service.Acts);
        Assert.True(service.Disposed);
        Assert.All(pipes.All.Values, p => Assert.True(p.Disposed));
    }

    [Fact]
    public async Task A_service_that_somebody_else_has_just_started_is_not_taken_over()
    {
        service.StartError = ServiceError.AlreadyRunning;
        Assert.Contains("is already running", (await FailsAsync()).Message);
    }

    [Fact]
    public async Task The_service_manager_gets_three_minutes()
    {
        using var never = new ManualResetEventSlim();
        service.OnStart = () => never.Wait(Test.Token);
        var starting = StartAsync();
        await world.Time.PassAsync(WorkerServices.StartLimit);
        var error = await Assert.ThrowsAsync<WorkerStartException>(() => starting);
        never.Set();
        Assert.Equal("The service manager has not started the service \"Generic Worker\" within 3 min.", error.Message);
    }

    [Theory]
    [InlineData(1, "with exit code 1.", "event log")]
    [InlineData(0, "with exit code 0 (done).", "--with-worker-runner --worker-runner-protocol-pipe " + Pipe)]
    [InlineData(78, "with exit code 78 (it found no protocol pipe).", "--worker-runner-protocol-pipe " + Pipe)]
    [InlineData(67, "with exit code 67 (a reboot is required).", "event log")]
    public async Task A_service_that_stops_before_it_connects_is_an_error_with_its_exit_code(int code, string end, string advice)
    {
        service.OnStart = () => service.Exit(code);
        var error = await FailsAsync();
        Assert.Equal($"The service \"Generic Worker\" stopped before its worker connected to {Pipe}, {end}", error.Message);
        Assert.Contains(advice, error.Advice);
        Assert.Equal(["start"], service.Acts);
    }

    [Fact]
    public async Task A_service_whose_process_crashes_before_it_connects_is_an_error_with_the_systems_code()
    {
        service.OnStart = () => service.Status = new ServiceStatus(ServiceState.Stopped, ServiceError.ProcessAborted);
        var error = await FailsAsync();
        Assert.EndsWith("with exit code 1067 (the service's process ended unexpectedly).", error.Message);
    }

    [Fact]
    public async Task A_service_that_stops_with_one_pipe_open_is_an_error_too()
    {
        service.OnStart = () =>
        {
            pipes["-input"].Open();
            service.Exit(78);
        };
        Assert.Contains("stopped before its worker connected", (await FailsAsync()).Message);
    }

    [Fact]
    public async Task A_service_that_connects_and_ends_at_once_is_a_worker_that_ended()
    {
        service.OnStart = () =>
        {
            service.Exit(67);
            pipes.OpenBoth();
        };
        using var worker = await StartAsync();
        Assert.Equal(67, await worker.Exited.Soon());
    }

    [Fact]
    public async Task A_service_that_never_connects_is_stopped_again()
    {
        service.OnStop = () => service.Exit(0);
        var error = await FailsAsync([WorkerServices.ConnectLimit], RunningService.StopLimit);
        Assert.Equal($"The service \"Generic Worker\" runs, but its worker has not connected to {Pipe} within 2 min.", error.Message);
        Assert.Equal(["start", "stop"], service.Acts);
        Assert.True(service.Disposed);
        Assert.All(pipes.All.Values, p => Assert.True(p.Disposed));
    }

    [Theory]
    [InlineData("-input", "-output")]
    [InlineData("-output", "-input")]
    public async Task A_service_that_opens_one_of_two_pipes_is_stopped_again(string opened, string missing)
    {
        service.OnStart = () => pipes[opened].Open();
        service.OnStop = () => service.Exit(0);
        var error = await FailsAsync([WorkerServices.ConnectLimit], RunningService.StopLimit);
        Assert.Equal($"The worker of the service \"Generic Worker\" opened one pipe, but not {Pipe}{missing}, within 2 min.", error.Message);
        Assert.Equal(["start", "stop"], service.Acts);
    }

    [Fact]
    public async Task A_service_that_does_not_stop_again_is_killed()
    {
        service.OnKill = () => service.Status = new ServiceStatus(ServiceState.Stopped, ServiceError.ProcessAborted);
        await FailsAsync([WorkerServices.ConnectLimit, RunningService.StopLimit], RunningService.KillLimit);
        Assert.Equal(["start", "stop", "kill"], service.Acts);
    }

    [Fact]
    public async Task A_service_that_cannot_be_ended_at_all_ends_the_start_nevertheless()
    {
        await FailsAsync([WorkerServices.ConnectLimit, RunningService.StopLimit, RunningService.KillLimit], null);
        Assert.Equal(["start", "stop", "kill"], service.Acts);
        Assert.Contains("The service \"Generic Worker\" does not stop; it is left running.", world.Log.Lines);
    }

    [Fact]
    public async Task A_pipe_that_breaks_is_an_error_and_the_service_is_stopped_again()
    {
        service.OnStart = () => pipes["-input"].Break();
        service.OnStop = () => service.Exit(0);
        Assert.StartsWith("The pipe of the service \"Generic Worker\" broke: ", (await FailsAsync([], RunningService.StopLimit)).Message);
        Assert.Equal(["start", "stop"], service.Acts);
    }

    [Fact]
    public async Task Cancelling_stops_the_service_again()
    {
        service.OnStop = () => service.Exit(0);
        using var cancel = new CancellationTokenSource();
        var starting = StartUntilAsync(cancel.Token);
        await world.Log.SaidAsync("Waiting up to 2 min for the worker to connect");
        await cancel.CancelAsync();
        await world.Time.ArmedAsync(RunningService.StopLimit);
        await RunOnAsync(starting);
        await Assert.ThrowsAsync<TaskCanceledException>(() => starting);
        Assert.Equal(["start", "stop"], service.Acts);
        Assert.True(service.Disposed);
    }

    [Fact]
    public async Task A_stranger_at_the_pipe_is_warned_of()
    {
        service.OnStart = () => pipes[""].Open(process: 99);
        using var worker = await StartAsync();
        Assert.Contains(
            $"Process 99, which opened {Pipe}, is not one of the service \"Generic Worker\". Is a generic-worker running beside the service?", world.Log.Lines);
    }

    [Fact]
    public async Task A_process_that_the_services_wrapper_started_is_no_stranger()
    {
        service.Processes.Add(99);
        service.OnStart = () => pipes[""].Open(process: 99);
        using var worker = await StartAsync();
        Assert.DoesNotContain(world.Log.Entries, e => e.Level == LogLevel.Warning);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(67)]
    public async Task The_end_is_the_services_with_its_own_exit_code(int code)
    {
        using var worker = await StartedAsync();
        service.Exit(code);
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(code, await worker.Exited);
    }

    [Fact]
    public async Task A_crash_is_seen_with_the_systems_code()
    {
        using var worker = await StartedAsync();
        service.Status = new ServiceStatus(ServiceState.Stopped, ServiceError.ProcessAborted);
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(1067, await worker.Exited);
    }

    [Fact]
    public async Task A_process_that_is_gone_is_the_end_even_if_the_service_manager_does_not_notice()
    {
        using var worker = await StartedAsync();
        service.ProcessIsLost = true;
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(1067, await worker.Exited);
    }

    [Fact]
    public async Task A_service_that_was_started_again_behind_our_back_is_a_worker_that_ended()
    {
        using var worker = await StartedAsync();
        service.Status = new ServiceStatus(ServiceState.Running, ProcessId: 4712);
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(1067, await worker.Exited);
        Assert.Contains("Turn its recovery actions off: sc.exe failure", world.Log.Text);
    }

    [Fact]
    public async Task A_service_manager_that_is_busy_for_a_moment_ends_nothing()
    {
        using var worker = await StartedAsync();
        service.QueryError = 1460;
        await world.Time.PassAsync(RunningService.Poll);
        await world.Time.PassAsync(RunningService.Poll);
        service.QueryError = null;
        service.Exit(0);
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(0, await worker.Exited);
    }

    [Fact]
    public async Task A_service_manager_that_tells_no_more_is_the_end()
    {
        using var worker = await StartedAsync();
        service.QueryError = ServiceError.DoesNotExist;
        await world.Time.RunInOrderAsync(worker.Exited);
        var error = await Assert.ThrowsAsync<WorkerStartException>(() => worker.Exited);
        Assert.Contains("no longer reports the state of the service \"Generic Worker\"", error.Message, StringComparison.Ordinal);
        Assert.InRange(world.Time.Elapsed, TimeSpan.FromSeconds(9.5), TimeSpan.FromSeconds(10.5));
    }

    [Fact]
    public async Task Whatever_ends_the_watch_nobody_waits_for_ever()
    {
        using var worker = await StartedAsync();
        service.OnQuery = () => throw new InvalidOperationException("no such thing");
        await world.Time.RunInOrderAsync(worker.Exited);
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.Exited);
    }

    [Fact]
    public async Task A_session_whose_worker_nothing_can_be_told_of_ends_and_says_so()
    {
        var worker = await StartedAsync();
        using var session = WorkerSession.Begin(World.CloudRun("aws", implementation: "generic-worker"), worker, world.Environment, interruptions: null);
        service.OnQuery = () => throw new InvalidOperationException("no such thing");
        await world.Time.RunInOrderAsync(session.Completion);
        var error = await Assert.ThrowsAsync<WorkerFailedException>(() => session.FinishAsync(Test.Token));
        Assert.Equal(-1, error.Exit.ExitCode);
        Assert.Equal(EndCause.GivenUp, session.Ending.Cause);
        Assert.Contains("The state of generic-worker (service Generic Worker) can no longer be determined; it is abandoned: ", world.Log.Text, StringComparison.Ordinal);
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task Processes_that_cannot_be_asked_for_at_the_moment_stop_no_good_service()
    {
        service.OnStart = pipes.OpenBoth;
        service.OnHasProcess = () => throw new System.ComponentModel.Win32Exception(ServiceError.AccessDenied);
        using var worker = await StartAsync();
        Assert.Equal(["start"], service.Acts);
        Assert.DoesNotContain(world.Log.Entries, e => e.Level == LogLevel.Warning);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(68, true)]
    [InlineData(70, true)]
    [InlineData(72, true)]
    [InlineData(67, false)]
    public async Task A_service_that_ends_well_is_removed_as_a_process_is(int code, bool removed)
    {
        world.Http.Answer(200);
        var worker = await StartedAsync();
        using var session = WorkerSession.Begin(World.CloudRun("aws", implementation: "generic-worker"), worker, world.Environment, interruptions: null);
        service.Exit(code);
        await world.Time.RunInOrderAsync(session.Completion);
        Assert.Equal(code, (await session.FinishAsync(Test.Token).Soon()).ExitCode);
        Assert.Equal(removed ? 1 : 0, world.Http.Requests.Count(r => r.Method == "DELETE"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(69)]
    public async Task A_service_that_fails_is_not_removed_as_a_process_is_not(int code)
    {
        var worker = await StartedAsync();
        using var session = WorkerSession.Begin(World.CloudRun("aws", implementation: "generic-worker"), worker, world.Environment, interruptions: null);
        service.Exit(code);
        await world.Time.RunInOrderAsync(session.Completion);
        await Assert.ThrowsAsync<WorkerFailedException>(() => session.FinishAsync(Test.Token));
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task An_interrupt_stops_the_service_and_waits_for_nothing()
    {
        using var worker = await StartedAsync();
        using var never = new ManualResetEventSlim();
        service.OnStop = () =>
        {
            never.Wait(Test.Token);
            service.Exit(71);
        };
        Assert.True(worker.Interrupt());
        never.Set();
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(["start", "stop"], service.Acts);
    }

    [Theory]
    [InlineData(ServiceError.NotActive, false)]
    [InlineData(1061, true)]
    public async Task A_stop_that_is_refused_is_said_unless_the_service_has_stopped(int code, bool said)
    {
        using var worker = await StartedAsync();
        service.OnStop = () => throw new System.ComponentModel.Win32Exception(code);
        worker.Interrupt();
        if (said) await world.Log.SaidAsync("The service \"Generic Worker\" could not be asked to stop: ");
        service.Exit(0);
        await world.Time.RunInOrderAsync(worker.Exited);
        Assert.Equal(said, world.Log.Text.Contains("could not be asked to stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kill_that_is_refused_is_said()
    {
        using var worker = await StartedAsync();
        service.OnKill = () => throw new System.ComponentModel.Win32Exception(ServiceError.AccessDenied);
        worker.Kill();
        Assert.Contains("The process of the service \"Generic Worker\" could not be killed: ", world.Log.Text);
    }

    private Task<IRunningWorker> StartedAsync()
    {
        service.OnStart = pipes.OpenBoth;
        return StartAsync();
    }

    private Task<IRunningWorker> StartAsync(string name = "Generic Worker") => StartUntilAsync(Test.Token, name);

    private Task<IRunningWorker> StartUntilAsync(CancellationToken cancelled, string name = "Generic Worker") =>
        new WorkerServices(new ServiceCalls(service, pipes))
            .StartAsync(new WorkerService(name, Pipe), () => configured++, new WorkerHost(world.Environment), cancelled)
            .Soon();

    /// <summary>Fails by itself.</summary>
    private async Task<WorkerStartException> FailsAsync()
    {
        var starting = StartAsync();
        await RunAsync(starting);
        return await Assert.ThrowsAsync<WorkerStartException>(() => starting);
    }

    /// <summary>Fails when some limits have passed and another one has begun.</summary>
    private async Task<WorkerStartException> FailsAsync(TimeSpan[] passed, TimeSpan? begun)
    {
        var starting = StartAsync();
        await world.Time.RunInOrderAsync(starting);
        var least = TimeSpan.FromTicks(passed.Sum(p => p.Ticks));
        Assert.InRange(world.Time.Elapsed, least, least + (begun ?? TimeSpan.Zero));
        return await Assert.ThrowsAsync<WorkerStartException>(() => starting);
    }

    /// <summary>Time passes, but no limit is reached.</summary>
    private Task RunAsync(Task task) => world.Time.RunInOrderAsync(task, Limits);

    /// <summary>The same when the next look at the service may be waiting for its time already.</summary>
    private Task RunOnAsync(Task task)
    {
        world.Time.Advance(RunningService.Poll);
        return RunAsync(task);
    }
}
