using System.Text;
using System.Text.Json;
using WorkerRunner.Control;
using WorkerRunner.Machine;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Control;

public sealed class RunControlTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly World world = new();
    private readonly FakeWorker worker = new();
    private readonly ILocalEndpoints endpoints;
    private readonly RunnersHere runners;
    private readonly TaskCompletionSource<WorkerExit> ends = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunControlTests()
    {
        endpoints = OwnEndpoints.In(world.Folder);
        world.Machine.Endpoints = endpoints;
        runners = new RunnersHere(endpoints);
    }

    public void Dispose()
    {
        ends.TrySetResult(Exit(0));
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_run_is_seen_from_its_first_moment_to_its_last()
    {
        var control = new RunControl(world.Environment);
        Assert.Empty(runners.Ids());
        var run = control.OfAsync(_ => ends.Task, Test.Token);
        var id = Assert.Single(runners.Ids());
        Assert.Equal(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), id);
        var seen = runners.Get(id);
        Assert.Equal((RunStep.Configuration, null, Environment.ProcessId), (seen.Stage, seen.Config, seen.ProcessId));
        ends.SetResult(Exit(0));
        await run.Soon();
        Assert.Empty(runners.Ids());
    }

    [Fact]
    public async Task Several_runs_of_a_process_have_names_of_their_own()
    {
        var first = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        var second = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        Assert.Equal([$"{Environment.ProcessId}", $"{Environment.ProcessId}.2"], runners.Ids());
        Assert.Equal(Environment.ProcessId, runners.Get($"{Environment.ProcessId}.2").ProcessId);
        ends.SetResult(Exit(0));
        await Task.WhenAll(first, second).Soon();
    }

    [Fact]
    public async Task A_run_that_wants_nobody_to_look_is_not_seen_once_its_configuration_is_read()
    {
        var control = new RunControl(world.Environment);
        var run = control.OfAsync(_ => ends.Task, Test.Token);
        control.Began(World.Run("control: false").Config);
        Assert.Empty(runners.Ids());
        ends.SetResult(Exit(0));
        await run.Soon();
    }

    [Fact]
    public async Task A_start_that_hangs_can_be_stopped_from_outside()
    {
        var run = new RunControl(world.Environment).OfAsync(WaitFor, Test.Token);
        var stopping = One().Requests.StopAsync(new StopLimits(), Test.Token);
        var stopped = await Assert.ThrowsAsync<RunStoppedException>(() => run.Soon());
        Assert.Matches("^Stopped before the worker was started, as .+ asked[.]$", stopped.Message);
        Assert.Contains("asked to stop this run", world.Log.Text, StringComparison.Ordinal);
        var told = await Assert.ThrowsAsync<RunnerRequestException>(() => stopping.Soon());
        Assert.Equal(("RunStopped", stopped.Message), (told.ErrorId, told.Message));

        static async Task<WorkerExit> WaitFor(CancellationToken token)
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("It was not stopped.");
        }
    }

    [Fact]
    public async Task A_worker_that_has_not_started_can_neither_be_told_to_end_nor_be_given_credentials()
    {
        var run = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        var error = await Assert.ThrowsAsync<RunnerRequestException>(() => One().Requests.TerminateAsync(true, Limit, Test.Token).Soon());
        Assert.Equal("The worker has not started. The runner is still at the stage \"configuration\".", error.ToLogLine());
        Assert.Equal("SessionRequestFailed", error.ErrorId);
        await Assert.ThrowsAsync<RunnerRequestException>(() => One().Requests.RenewCredentialsAsync(Limit, Test.Token).Soon());
        ends.SetResult(Exit(0));
        await run.Soon();
    }

    [Fact]
    public async Task The_status_tells_what_is_known_of_a_worker_and_no_secret()
    {
        var run = World.Run() with { CredentialsExpire = TestTime.Origin + TimeSpan.FromHours(4) };
        world.Environment.Log.Secrets.Add(run);
        using var session = Show(run);
        worker.Hello("graceful-termination", "log", "no-such");
        await session.CanAsync("log", Test.Token).Soon();
        worker.Say("task access-token-1 done\n");
        await world.Log.SaidAsync("task");
        var seen = One();
        Assert.Equal(
            ("proj-test/linux", "test-group", "worker-1", "https://tc.example.com", "standalone", "dummy", "fake-worker (process 4711)"),
            (seen.WorkerPoolId, seen.WorkerGroup, seen.WorkerId, seen.RootUrl, seen.Provider, seen.Implementation, seen.Worker));
        Assert.Equal(["graceful-termination", "log"], seen.Capabilities!.Order());
        Assert.Equal(run.CredentialsExpire, seen.CredentialsExpire);
        Assert.Equal(TestTime.Origin, seen.LastOutput);
        Assert.Equal("task ******** done", seen.LastLine);
        Assert.Equal(ProductVersion.Text, seen.Version);
        Assert.True(seen.LogLines > 0);
        Assert.True(seen.Stage is RunStep.WaitingForHello or RunStep.Running, $"{seen.Stage}");
    }

    [Fact]
    public async Task A_worker_is_told_to_end_and_its_exit_is_told()
    {
        using var session = Show(World.Run());
        var seen = One();
        var waiting = seen.Requests.TerminateAndWaitAsync(finishTasks: true, Limit, Timeout.InfiniteTimeSpan, Test.Token);
        worker.Hello("graceful-termination");
        await HearsAsync("finish-tasks\":true");
        Assert.Contains("asked the worker to end when its tasks are finished", world.Log.Text, StringComparison.Ordinal);
        worker.Exit(0);
        var exit = await waiting.Soon();
        Assert.Equal((0, true, true, TestTime.Origin), (exit.ExitCode, exit.SaidHello, exit.StopRequested, exit.StartedAt.ToUniversalTime()));
    }

    [Fact]
    public void Requests_that_come_together_are_answered_however_soon_the_end_is()
    {
        using var session = Show(World.Run());
        using var connection = Connect();
        Say(connection, "{\"do\":\"status\"}\n{\"do\":\"wait\"}\n");
        Assert.Contains("\"stage\":", ReadLine(connection), StringComparison.Ordinal);
        worker.Hello();
        worker.Exit(69);
        Assert.Contains("\"exitCode\":69", ReadLine(connection), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_fails_fails_whoever_waits_for_it()
    {
        var run = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        var waiting = One().Requests.StopAsync(new StopLimits(), Test.Token);
        await world.Log.SaidAsync("asked to stop this run");
        ends.SetException(new WorkerFailedException("fake-worker", Exit(69)));
        await Assert.ThrowsAsync<WorkerFailedException>(() => run.Soon());
        Assert.Equal((69, false), ((await waiting.Soon()).ExitCode, (await waiting).Succeeded));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_at_once_is_killed()
    {
        using var session = Show(World.Run());
        worker.OnKill = () => worker.Exit(137);
        var exit = await One().Requests.StopAsync(new StopLimits(), new CancellationToken(canceled: true)).Soon();
        Assert.Equal((137, true), (exit.ExitCode, exit.StopRequested));
        Assert.Contains("asked to stop the worker at once", world.Log.Text, StringComparison.Ordinal);
        Assert.Equal(["kill"], worker.Acts);
    }

    [Fact]
    public async Task A_stop_goes_on_to_the_kill_when_it_is_hurried()
    {
        using var session = Show(World.Run());
        using var hurry = new CancellationTokenSource();
        worker.OnKill = () => worker.Exit(137);
        worker.Hello("graceful-termination");
        var stopping = One().Requests.StopAsync(new StopLimits { Graceful = TimeSpan.FromHours(1), FinishTasks = true }, hurry.Token);
        await HearsAsync("finish-tasks\":true");
        hurry.Cancel();
        Assert.Equal(137, (await stopping.Soon()).ExitCode);
    }

    [Fact]
    public async Task The_log_is_followed_to_its_end()
    {
        using var session = Show(World.Run());
        List<string> lines = [];
        var begun = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Say("one\ntwo\nthree\n");
        await world.Log.SaidAsync("three");
        List<string> last = [];
        await One().Requests.ReceiveLogAsync(2, follows: false, e => last.Add(e.Text), Test.Token).Soon();
        Assert.Equal(["two", "three"], last);
        var following = One().Requests.ReceiveLogAsync(1, follows: true, e => { lines.Add(e.Text); begun.TrySetResult(true); }, Test.Token);
        await begun.Task.Soon();
        worker.Say("four\n");
        worker.Exit(0);
        await following.Soon();
        Assert.Equal(["three", "four"], lines.Take(2));
    }

    [Fact]
    public async Task Messages_are_given_and_followed()
    {
        using var session = Show(World.Run());
        List<ProtocolMessage> messages = [];
        worker.Hello("graceful-termination");
        await session.CanAsync("log", Test.Token).Soon();
        var following = One().Requests.ReceiveMessagesAsync(follows: true, Limit, m => { messages.AddRange(m); return messages.Count < 3; }, Test.Token);
        await One().Requests.TerminateAsync(finishTasks: false, Limit, Test.Token).Soon();
        await following.Soon();
        Assert.Equal(["graceful-termination", "hello", "welcome"], messages.Select(m => m.Type).Order());
    }

    [Theory]
    [InlineData("{", "cannot be understood")]
    [InlineData("[]", "a request must be a JSON object")]
    [InlineData("{}", "\\\"do\\\" must be a string")]
    [InlineData("""{"do":"dance"}""", "must be status, log")]
    [InlineData("""{"do":"log","tail":-1}""", "\\\"tail\\\" must be a whole number from 0 to 100000")]
    [InlineData("""{"do":"stop","force":"yes"}""", "\\\"force\\\" must be true or false")]
    public async Task A_request_that_is_wrong_is_answered_and_the_next_one_is_heard(string request, string answer)
    {
        var run = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        using var connection = Connect();
        Say(connection, request + "\n{\"id\":7,\"do\":\"status\"}\n");
        Assert.Contains(answer, ReadLine(connection), StringComparison.Ordinal);
        Assert.StartsWith("""{"id":7,"result":{""", ReadLine(connection), StringComparison.Ordinal);
        ends.SetResult(Exit(0));
        await run.Soon();
    }

    [Fact]
    public async Task A_request_without_an_end_ends_the_conversation()
    {
        var run = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        using var connection = Connect();
        Say(connection, new string('x', 4096));
        Assert.Contains("4096 bytes at most", ReadLine(connection), StringComparison.Ordinal);
        Assert.Throws<EndOfStreamException>(() => ReadLine(connection));
        ends.SetResult(Exit(0));
        await run.Soon();
    }

    [Fact]
    public async Task Clients_who_say_nothing_keep_nobody_out_but_too_many_and_the_end_does_not_wait_for_them()
    {
        var run = new RunControl(world.Environment).OfAsync(_ => ends.Task, Test.Token);
        var silent = Enumerable.Range(0, ControlServer.MostClients).Select(_ => Connect()).ToList();
        using var one = endpoints.Connect(runners.Ids()[0]);
        Assert.Contains("8 others are connected", ReadLine(one), StringComparison.Ordinal);
        ends.SetResult(Exit(0));
        await run.Soon();
        silent.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task A_client_who_reads_nothing_delays_neither_the_run_nor_others()
    {
        using var session = Show(World.Run());
        using var stuck = Connect();
        Say(stuck, """{"do":"log","tail":0,"follow":true}""" + "\n");
        var text = new string('x', 1000) + "\n";
        for (var i = 0; i < 2000; i++) worker.Say(text);
        worker.Say("the last line\n");
        await world.Log.SaidAsync("the last line");
        Assert.Equal("the last line", One().LastLine);
    }

    private static WorkerExit Exit(int code) => new(code, TestTime.Origin, TestTime.Origin, SaidHello: true, StopRequested: false);

    private async Task HearsAsync(string part)
    {
        while (!(await worker.Hears.NextAsync()).Contains(part, StringComparison.Ordinal))
        {
        }
    }

    private RemoteWorker One() => runners.Get(Assert.Single(runners.Ids()));

    private WorkerSession Show(WorkerRun run)
    {
        var environment = new RunEnvironment(world.Environment.Log, world.Time, world.Machine, world.Folder.Path, () => world.Http) { KeptMessages = 10 };
        var session = Sessions.Begin(run, worker, environment);
        new RunControl(environment).OfSession(session);
        return session;
    }

    /// <summary>A connection whose greeting is read.</summary>
    private ILocalConnection Connect()
    {
        var connection = endpoints.Connect(runners.Ids()[0]);
        using var greeting = JsonDocument.Parse(ReadLine(connection));
        Assert.Equal(1, greeting.RootElement.GetProperty("protocol").GetInt32());
        return connection;
    }

    private static void Say(ILocalConnection connection, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        connection.Write(bytes, bytes.Length, Limit);
    }

    private static string ReadLine(ILocalConnection connection)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (connection.Read(one, 0, 1, Limit) == 0) throw new EndOfStreamException();
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]);
            line.Add(one[0]);
        }
    }
}
