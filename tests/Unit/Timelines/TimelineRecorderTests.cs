using WorkerRunner.Logging;
using WorkerRunner.Retrying;
using WorkerRunner.Session;
using WorkerRunner.Taskcluster;
using WorkerRunner.Timelines;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Timelines;

public sealed class TimelineRecorderTests : IDisposable
{
    private readonly World world = new();
    private readonly TimelineRecorder recorder;

    public TimelineRecorderTests() => recorder = world.Environment.Timeline;

    public void Dispose() => world.Dispose();

    [Fact]
    public void Steps_follow_each_other_and_the_last_one_is_under_way()
    {
        Assert.Empty(recorder.Timeline.Steps);
        recorder.Enter(RunStep.Configuration);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        recorder.Enter(RunStep.Registration);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(
            [(RunStep.Configuration, 1.0, TimelineOutcome.Succeeded), (RunStep.Registration, 2.0, TimelineOutcome.UnderWay)],
            recorder.Timeline.Steps.Select(s => (s.Step, s.Seconds, s.Outcome)));
        Assert.Equal(RunStep.Registration, recorder.Step);

        recorder.Leave(TimelineOutcome.Failed);
        world.Time.Advance(TimeSpan.FromSeconds(4));
        var last = recorder.Timeline.Steps[1];
        Assert.Equal((2.0, TimelineOutcome.Failed), (last.Seconds, last.Outcome));
        Assert.Equal(3.0, recorder.Timeline.StartSeconds);
        Assert.Equal(RunStep.Registration, recorder.Step);
    }

    [Fact]
    public void A_step_that_goes_on_is_one()
    {
        recorder.Enter(RunStep.Ending);
        recorder.Enter(RunStep.Ending);
        Assert.Single(recorder.Timeline.Steps);
    }

    [Fact]
    public void A_hello_that_comes_at_the_end_does_not_begin_the_running()
    {
        recorder.Enter(RunStep.WaitingForHello);
        recorder.Enter(RunStep.Ending);
        recorder.Enter(RunStep.Running, from: RunStep.WaitingForHello);
        Assert.Equal(RunStep.Ending, recorder.Step);
    }

    [Fact]
    public void A_request_belongs_to_its_step_with_all_its_attempts()
    {
        recorder.Enter(RunStep.Secrets);
        var request = recorder.Begin("secrets", "secrets.get");
        request.Attempt();
        world.Time.Advance(TimeSpan.FromSeconds(5));
        request.Attempt();
        Assert.Equal(("secrets.get", 5.0, 2, TimelineOutcome.UnderWay), Shown(Assert.Single(recorder.Timeline.Steps[0].Requests)));

        request.End(TimelineOutcome.Refused);
        world.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("secrets.get", 5.0, 2, TimelineOutcome.Refused), Shown(Assert.Single(recorder.Timeline.Steps[0].Requests)));
        Assert.Equal(1, recorder.Retries["secrets"]);
    }

    [Fact]
    public void A_run_of_weeks_keeps_the_newest_requests()
    {
        recorder.Enter(RunStep.Running);
        for (var i = 0; i < 250; i++) recorder.Begin("s", $"r{i}").End(TimelineOutcome.Succeeded);
        var step = Assert.Single(recorder.Timeline.Steps);
        Assert.Equal(150, step.OmittedRequests);
        Assert.Equal(["r150", "r249"], [step.Requests[0].Name, step.Requests[^1].Name]);
        Assert.Equal(100, step.Requests.Count);
    }

    [Fact]
    public void What_a_cmdlet_wrote_down_goes_on_in_the_next_one()
    {
        recorder.Enter(RunStep.Registration);
        recorder.Leave(TimelineOutcome.Succeeded);
        recorder.Name("the worker");
        using var next = new World();
        next.Environment.Timeline.GoOn(recorder.Timeline);
        next.Environment.Timeline.Enter(RunStep.Secrets);
        next.Environment.Timeline.GoOn(recorder.Timeline);
        Assert.Equal([RunStep.Registration, RunStep.Secrets], next.Environment.Timeline.Timeline.Steps.Select(s => s.Step));
        Assert.Equal("the worker", next.Environment.Timeline.Timeline.Worker);
    }

    [Fact]
    public void The_log_has_the_durations_for_programs()
    {
        world.Log.Least = LogLevel.Verbose;
        recorder.Enter(RunStep.Files);
        world.Time.Advance(TimeSpan.FromMilliseconds(1300));
        recorder.Leave(TimelineOutcome.Succeeded);
        Assert.Contains("The step \"files\" succeeded after 1.3 s", world.Log.Lines);
        Assert.Equal(TimeSpan.FromMilliseconds(1300), Messages.StepEnded("files", TimeSpan.FromMilliseconds(1300), "succeeded").Duration);
    }

    [Fact]
    public async Task A_call_is_a_request_with_its_outcome()
    {
        world.Http.Error(503, "Ill", "not now");
        world.Http.Error(403, "InsufficientScopes", "no");
        recorder.Enter(RunStep.Ending);
        var call = new WorkerManager(world.Environment.Taskcluster, World.RootUrl, new RetryLimits()).RemoveAsync(World.Identity, World.Run().Credentials, Test.Token);
        await world.Time.RunAsync(Assert.ThrowsAsync<TaskclusterException>(() => call));
        var request = Assert.Single(recorder.Timeline.Steps[0].Requests);
        Assert.Equal(("worker-manager.removeWorker", 2, TimelineOutcome.Refused), (request.Name, request.Attempts, request.Outcome));
        Assert.True(request.Seconds > 0);
        Assert.Equal(1, recorder.Retries["worker-manager"]);
    }

    [Fact]
    public void A_start_of_half_a_minute_names_its_slowest_step()
    {
        recorder.Enter(RunStep.Registration);
        var request = recorder.Begin("worker-manager", "worker-manager.registerWorker");
        request.Attempt();
        request.Attempt();
        world.Time.Advance(TimeSpan.FromSeconds(25));
        request.End(TimelineOutcome.Succeeded);
        recorder.Enter(RunStep.Starting);
        world.Time.Advance(TimeSpan.FromSeconds(4.9));
        recorder.Enter(RunStep.Running);
        Assert.Null(SlowStart.Of(recorder.Timeline));

        recorder.Enter(RunStep.Starting);
        world.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(
            "The start took 30 s; its slowest step was \"registration\" with 25 s (worker-manager.registerWorker, 25 s, 2 attempts)", SlowStart.Of(recorder.Timeline)!.Value.Text);
    }

    [Fact]
    public void A_slow_step_is_named_with_its_longest_request_if_it_has_any_and_the_running_is_none()
    {
        recorder.Enter(RunStep.Secrets);
        foreach (var (name, seconds) in ((string, int)[])[("quick", 1), ("long", 20), ("later", 2)])
        {
            var request = recorder.Begin("secrets", name);
            request.Attempt();
            world.Time.Advance(TimeSpan.FromSeconds(seconds));
            request.End(TimelineOutcome.Succeeded);
        }

        recorder.Enter(RunStep.Starting);
        world.Time.Advance(TimeSpan.FromSeconds(10));
        recorder.Enter(RunStep.Running);
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("The start took 33 s; its slowest step was \"secrets\" with 23 s (long, 20 s)", SlowStart.Of(recorder.Timeline)!.Value.Text);

        using var other = new World();
        other.Environment.Timeline.Enter(RunStep.Starting);
        other.Time.Advance(TimeSpan.FromSeconds(31));
        other.Environment.Timeline.Enter(RunStep.Running);
        Assert.Equal("The start took 31 s; its slowest step was \"starting\" with 31 s", SlowStart.Of(other.Environment.Timeline.Timeline)!.Value.Text);
    }

    [Fact]
    public void Whoever_has_begun_takes_over_neither_steps_nor_the_worker_of_others()
    {
        recorder.Enter(RunStep.Registration);
        recorder.Leave(TimelineOutcome.Succeeded);
        recorder.Name("another");
        using var own = new World();
        own.Environment.Timeline.Name("mine");
        own.Environment.Timeline.Enter(RunStep.Files);
        own.Environment.Timeline.GoOn(recorder.Timeline);
        Assert.Equal([RunStep.Files], own.Environment.Timeline.Timeline.Steps.Select(s => s.Step));
        own.Environment.Timeline.Leave(TimelineOutcome.Succeeded);
        own.Environment.Timeline.GoOn(recorder.Timeline);
        Assert.Equal([RunStep.Files], own.Environment.Timeline.Timeline.Steps.Select(s => s.Step));
        Assert.Equal("mine", own.Environment.Timeline.Timeline.Worker);
    }

    [Fact]
    public void A_new_step_is_told_when_it_begins_and_only_then()
    {
        List<RunStep> told = [];
        recorder.Entered += told.Add;
        Assert.Equal(RunStep.Configuration, recorder.Step);
        recorder.Enter(RunStep.WaitingForHello);
        recorder.Enter(RunStep.WaitingForHello);
        recorder.Enter(RunStep.Running, from: RunStep.WaitingForHello);
        recorder.Enter(RunStep.Running, from: RunStep.WaitingForHello);
        Assert.Equal([RunStep.WaitingForHello, RunStep.Running], told);
        Assert.Equal(RunStep.Running, recorder.Step);
    }

    [Fact]
    public void An_error_ends_its_step_and_has_the_timeline()
    {
        recorder.Enter(RunStep.Registration);
        var error = recorder.Fail(new WorkerFailedException("no", new WorkerExit(1, TestTime.Origin, TestTime.Origin, SaidHello: false, StopRequested: false)));
        Assert.Equal(TimelineOutcome.Failed, Assert.Single(error.Timeline!.Steps).Outcome);
        Assert.Equal(TimelineOutcome.Failed, Assert.Single(recorder.Timeline.Steps).Outcome);
    }

    [Fact]
    public void A_first_attempt_is_no_retry_and_its_end_is_said_to_who_wants_details()
    {
        var request = recorder.Begin("secrets", "secrets.get");
        request.Attempt();
        Assert.Empty(recorder.Retries);
        request.End(TimelineOutcome.Succeeded);
        Assert.Empty(world.Log.Lines);
        world.Log.Least = LogLevel.Verbose;
        recorder.Begin("secrets", "secrets.get").End(TimelineOutcome.Failed);
        Assert.Contains(world.Log.Lines, line => line.StartsWith("secrets.get ", StringComparison.Ordinal));
    }

    private static (string, double, int, TimelineOutcome) Shown(TimelineRequest request) => (request.Name, request.Seconds, request.Attempts, request.Outcome);
}
