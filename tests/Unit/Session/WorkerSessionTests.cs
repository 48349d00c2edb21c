using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Session;

public sealed class WorkerSessionTests : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FamilyPause = TimeSpan.FromMilliseconds(100);
    private static readonly StopLimits Limits = new()
    {
        Graceful = TimeSpan.FromSeconds(31),
        Interrupt = TimeSpan.FromSeconds(11),
        Kill = TimeSpan.FromSeconds(6),
        FinishTasks = true,
    };

    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Hears.Release();
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_worker_that_ends_by_itself_with_0_has_succeeded()
    {
        using var session = Begin();
        worker.Hello();
        worker.Exit(0);
        var exit = await session.Completion.Soon();
        Assert.Equal(new WorkerExit(0, TestTime.Origin, TestTime.Origin, SaidHello: true, StopRequested: false), exit with { Timeline = Timeline.Empty });
        Assert.Equal(RunStep.Ending, exit.Timeline.Steps[^1].Step);
        Assert.True(exit.Succeeded);
    }

    [Fact]
    public async Task A_worker_that_ends_by_itself_with_another_code_has_failed()
    {
        using var session = Begin();
        worker.Exit(69);
        var exit = await session.Completion.Soon();
        Assert.Equal(69, exit.ExitCode);
        Assert.False(exit.SaidHello);
        Assert.False(exit.Succeeded);
    }

    [Fact]
    public async Task The_end_waits_for_the_last_words()
    {
        using var session = Begin();
        worker.ExitSilently(1);
        await world.Time.ArmedAsync(LastWords);
        Assert.False(session.Completion.IsCompleted);
        worker.Say("panic: oh no\n");
        worker.Says.End();
        await session.Completion.Soon();
        Assert.Contains("panic: oh no", world.Log.WorkerLines);
        Assert.DoesNotContain("keeps its output open", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hello_that_is_read_after_the_end_was_one()
    {
        using var session = Begin();
        worker.ExitSilently(0);
        await world.Time.ArmedAsync(LastWords);
        worker.Hello();
        worker.Says.End();
        var exit = await session.Completion.Soon();
        Assert.True(exit.SaidHello);
        Assert.Equal([RunStep.WaitingForHello, RunStep.Running, RunStep.Ending], exit.Timeline.Steps.Select(s => s.Step));
    }

    [Fact]
    public async Task A_child_that_keeps_the_output_open_does_not_hold_up_the_end_for_long()
    {
        using var session = Begin();
        worker.Hello();
        await session.CanAsync(Capabilities.Log, Test.Token).Soon();
        worker.ExitSilently(0);
        await world.Time.ArmedAsync(LastWords);
        world.Time.Advance(LastWords - TimeSpan.FromMilliseconds(1));
        Assert.False(session.Completion.IsCompleted);
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        var exit = await session.Completion.Soon();
        Assert.True(exit.SaidHello);
        Assert.Equal(LastWords, exit.Duration);
        Assert.Contains("keeps its output open", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_worker_left_running_is_asked_to_end_and_waited_for()
    {
        using var session = Begin();
        worker.LeavesFamily = true;
        worker.Exit(69);
        await world.Time.ArmedAsync(FamilyPause);
        worker.LeavesFamily = false;
        world.Time.Advance(FamilyPause);
        Assert.Equal(69, (await session.Completion.Soon()).ExitCode);
        Assert.Equal(["interrupt"], worker.Acts);
    }

    [Fact]
    public async Task What_does_not_end_when_asked_is_killed_within_its_limit()
    {
        using var session = Begin();
        worker.LeavesFamily = true;
        worker.Exit(0);
        for (var i = 0; i < 50; i++) await world.Time.PassAsync(FamilyPause);
        await session.Completion.Soon();
        Assert.Equal(["interrupt", "kill"], worker.Acts);
        Assert.Equal(TimeSpan.FromSeconds(5), (await session.Completion.Soon()).Duration);
    }

    [Fact]
    public async Task Who_keeps_the_output_open_is_not_read_any_more()
    {
        using var session = Begin();
        worker.ExitSilently(0);
        await world.Time.PassAsync(LastWords);
        await session.Completion.Soon();
        Assert.True(worker.Says.IsClosed);
    }

    [Fact]
    public async Task A_worker_that_closes_its_output_and_lives_on_is_waited_for()
    {
        using var session = Begin();
        worker.Hello(Capabilities.GracefulTermination);
        worker.Says.End();
        await session.CanAsync(Capabilities.GracefulTermination, Test.Token).Soon();
        Assert.False(session.Completion.IsCompleted);
        worker.ExitSilently(3);
        Assert.Equal(3, (await session.Completion.Soon()).ExitCode);
    }

    [Fact]
    public async Task A_worker_without_the_protocol_has_ended_at_once()
    {
        using var dummy = new FakeWorker { SpeaksProtocol = false };
        using var session = Sessions.Begin(World.Run(), dummy, world.Environment);
        Assert.True((await session.Completion.Soon()).Succeeded);
    }

    [Fact]
    public async Task The_first_step_of_a_stop_asks_and_waits()
    {
        using var session = Begin();
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, Test.Token);
        await HearAsync("~{\"type\":\"graceful-termination\",\"finish-tasks\":true}\n");
        await world.Time.ArmedAsync(Limits.Graceful);
        worker.Exit(71);

        var exit = await stop.Soon();
        Assert.True(exit is { ExitCode: 71, StopRequested: true, Succeeded: true });
        Assert.Empty(worker.Acts);
    }

    [Fact]
    public async Task The_second_step_is_an_interrupt()
    {
        using var session = Begin();
        worker.OnInterrupt = () => worker.Exit(143);
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, Test.Token);
        await world.Time.PassAsync(Limits.Graceful);
        Assert.Equal(143, (await stop.Soon()).ExitCode);
        Assert.Equal(["interrupt"], worker.Acts);
        Assert.Equal(Limits.Graceful, world.Time.Elapsed);
    }

    [Fact]
    public async Task The_third_step_is_the_kill_of_the_whole_tree()
    {
        using var session = Begin();
        worker.OnKill = () => worker.Exit(137);
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, Test.Token);
        await world.Time.PassAsync(Limits.Graceful);
        await world.Time.PassAsync(Limits.Interrupt);
        Assert.Equal(137, (await stop.Soon()).ExitCode);
        Assert.Equal(["interrupt", "kill"], worker.Acts);
        Assert.Equal(Limits.Graceful + Limits.Interrupt, world.Time.Elapsed);
    }

    [Fact]
    public async Task A_worker_that_survives_even_the_kill_is_left_behind()
    {
        using var session = Begin();
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, Test.Token);
        await world.Time.PassAsync(Limits.Graceful);
        await world.Time.PassAsync(Limits.Interrupt);
        await world.Time.PassAsync(Limits.Kill);
        await world.Time.PassAsync(LastWords);
        Assert.Equal(-1, (await stop.Soon()).ExitCode);
        Assert.Contains("it is abandoned", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_cannot_be_interrupted_is_killed_without_that_wait()
    {
        using var session = Begin();
        worker.CanBeInterrupted = false;
        worker.OnKill = () => worker.Exit(1);
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, Test.Token);
        await world.Time.PassAsync(Limits.Graceful);
        await stop.Soon();
        Assert.Equal(Limits.Graceful, world.Time.Elapsed);
        Assert.Equal(["interrupt", "kill"], worker.Acts);
    }

    [Fact]
    public async Task A_worker_that_was_not_able_to_be_asked_is_interrupted_at_once()
    {
        using var session = Begin();
        worker.OnInterrupt = () => worker.Exit(143);
        worker.Hello();
        Assert.Equal(143, (await session.StopAsync(Limits, Test.Token).Soon()).ExitCode);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task A_worker_that_never_says_hello_is_interrupted_after_5_seconds()
    {
        using var session = Begin();
        worker.OnInterrupt = () => worker.Exit(143);
        var stop = session.StopAsync(Limits, Test.Token);
        await world.Time.PassAsync(TimeSpan.FromSeconds(5));
        await stop.Soon();
        Assert.Equal(["interrupt"], worker.Acts);
        Assert.Contains("The worker has not said hello, so it cannot be asked to end", world.Log.Lines);
    }

    [Fact]
    public async Task A_worker_that_does_not_read_is_interrupted_after_5_seconds()
    {
        worker.Hears.Hold();
        using var session = Begin();
        worker.OnInterrupt = () => worker.Exit(143);
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, Test.Token);
        await world.Time.PassAsync(TimeSpan.FromSeconds(5));
        await stop.Soon();
        Assert.Equal(["interrupt"], worker.Acts);
    }

    [Fact]
    public async Task Hurry_makes_the_next_step_the_kill()
    {
        using var session = Begin();
        using var hurry = new CancellationTokenSource();
        worker.OnKill = () => worker.Exit(137);
        worker.Hello(Capabilities.GracefulTermination);
        var stop = session.StopAsync(Limits, hurry.Token);
        await world.Time.ArmedAsync(Limits.Graceful);
        await hurry.CancelAsync();
        Assert.Equal(137, (await stop.Soon()).ExitCode);
        Assert.Equal(["kill"], worker.Acts);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task Stopping_a_worker_that_has_ended_asks_for_nothing()
    {
        using var session = Begin();
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Equal(0, (await session.StopAsync(Limits, Test.Token).Soon()).ExitCode);
        Assert.Empty(worker.Acts);
    }

    [Fact]
    public async Task A_worker_that_closed_its_output_can_still_be_stopped()
    {
        using var session = Begin();
        worker.OnInterrupt = () => worker.ExitSilently(143);
        worker.Says.End();
        Assert.Equal(143, (await session.StopAsync(Limits, Test.Token).Soon()).ExitCode);
    }

    [Fact]
    public async Task A_worker_that_could_not_be_asked_to_end_has_not_ended_on_request()
    {
        using var session = Begin();
        worker.Hello();
        Assert.Equal(SendOutcome.NotCapable, await session.RequestTerminationAsync(finishTasks: true, Test.Token).Soon());
        worker.Exit(1);
        Assert.False((await session.Completion.Soon()).Succeeded);
    }

    [Fact]
    public async Task By_hand_a_worker_is_told_to_end()
    {
        using var session = Begin();
        worker.Hello(Capabilities.GracefulTermination);
        await session.Requests.TerminateAsync(finishTasks: true, TimeSpan.FromSeconds(7), Test.Token).Soon();
        await HearAsync("~{\"type\":\"graceful-termination\",\"finish-tasks\":true}\n");
        worker.Exit(71);
        Assert.True((await session.Completion.Soon()).StopRequested);
    }

    [Fact]
    public async Task By_hand_it_is_an_error_where_the_worker_cannot_be_told()
    {
        using var session = Begin();
        worker.Hello();
        await Assert.ThrowsAsync<SessionRequestException>(() => session.Requests.TerminateAsync(false, TimeSpan.FromSeconds(7), Test.Token)).Soon();
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.False((await session.Completion).StopRequested);
    }

    [Fact]
    public async Task By_hand_a_hello_is_waited_for_within_a_limit()
    {
        using var session = Begin();
        var telling = session.Requests.TerminateAsync(false, TimeSpan.FromSeconds(7), Test.Token);
        await world.Time.PassAsync(TimeSpan.FromSeconds(7));
        var error = await Assert.ThrowsAsync<SessionRequestException>(() => telling).Soon();
        Assert.Contains("has not said hello within 7 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_hand_a_worker_that_has_ended_is_an_error()
    {
        using var session = Begin();
        worker.Exit(0);
        await session.Completion.Soon();
        await Assert.ThrowsAsync<SessionRequestException>(() => session.Requests.TerminateAsync(false, TimeSpan.FromSeconds(7), Test.Token)).Soon();
    }

    [Fact]
    public async Task Whoever_watches_a_worker_without_a_hello_does_so_within_a_limit()
    {
        using var environment = new RunEnvironment(world.Environment.Log, world.Time, world.Machine, world.Folder.Path) { KeptMessages = 3 };
        using var session = Sessions.Begin(World.Run(), worker, environment);
        var seen = new List<ProtocolMessage>();
        Task WatchAsync() => session.Requests.ReceiveMessagesAsync(follows: true, TimeSpan.FromSeconds(7), m => { seen.AddRange(m); return true; }, Test.Token);
        await session.History!.WaitAfterAsync(0, Test.Token).Soon();
        var waiting = WatchAsync();
        await world.Time.PassAsync(TimeSpan.FromSeconds(7));
        var error = await Assert.ThrowsAsync<SessionRequestException>(() => waiting).Soon();
        Assert.Contains("has not said hello within 7 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(["welcome"], seen.Select(m => m.Type));

        worker.Hello();
        await session.CanAsync(Capabilities.Log, Test.Token).Soon();
        seen.Clear();
        var patient = WatchAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        Assert.False(patient.IsCompleted);
        worker.Exit(0);
        await patient.Soon();
        Assert.Equal(["welcome", "hello"], seen.Select(m => m.Type));
    }

    [Fact]
    public void Where_nobody_watches_no_message_is_kept()
    {
        using var session = Begin();
        Assert.Null(session.History);
    }

    [Fact]
    public async Task Messages_of_both_directions_are_kept_without_secrets()
    {
        var certificate = new Secret("{\"seed\":\"s+ecret/seed\"}");
        using var environment = new RunEnvironment(world.Environment.Log, world.Time, world.Machine, world.Folder.Path) { KeptMessages = 3 };
        environment.Log.Secrets.Add(certificate);
        using var session = Sessions.Begin(World.Run(), worker, environment);
        var history = session.History!;
        await worker.Hears.NextAsync();
        worker.Hello(Capabilities.NewCredentials);
        await session.CanAsync(Capabilities.NewCredentials, Test.Token).Soon();
        worker.Say("~{\"type\":\"log\",\"body\":{\"cert\":" + System.Text.Json.JsonSerializer.Serialize(certificate.Reveal()) + "}}\n");
        await session.SendAsync(Capabilities.NewCredentials, OutgoingMessage.NewCredentials(new Credentials("me", new Secret("t"), certificate)), Test.Token).Soon();
        worker.Exit(0);
        await session.Completion.Soon();

        var number = 0L;
        var messages = history.TakeAfter(ref number);
        Assert.Equal(3, messages.Count);
        Assert.Equal(4, number);
        Assert.Equal(["hello", "log", "new-credentials"], messages.Select(m => m.Type).Order());
        Assert.DoesNotContain(messages, m => m.Text.Contains("seed", StringComparison.Ordinal));
        Assert.Equal(
            "-> {\"type\":\"new-credentials\",\"client-id\":\"me\",\"access-token\":\"********\",\"certificate\":\"********\"}",
            messages.Single(m => m.Type == "new-credentials").ToString());
        Assert.Empty(history.TakeAfter(ref number));
        Assert.False(await history.WaitAfterAsync(number, Test.Token).Soon());
    }

    [Fact]
    public async Task Disposing_frees_the_worker()
    {
        var session = Begin();
        worker.Exit(0);
        await session.Completion.Soon();
        session.Dispose();
        Assert.True(worker.Disposed);
    }

    private WorkerSession Begin() => Sessions.Begin(World.Run(), worker, world.Environment);

    private async Task HearAsync(string message)
    {
        while (await worker.Hears.NextAsync() != message)
        {
        }
    }
}
