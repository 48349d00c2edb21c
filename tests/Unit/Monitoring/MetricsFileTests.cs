using System.Text;
using WorkerRunner.Monitoring;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Monitoring;

public sealed class MetricsFileTests : IDisposable
{
    private static readonly MetricsSettings Settings = new("exporter/runner.prom", TimeSpan.FromMinutes(1));

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void A_run_is_there_from_its_beginning_to_its_end()
    {
        var run = World.Run() with { CredentialsExpire = TestTime.Origin.AddDays(4) };
        using (var metrics = new MetricsFile(world.Environment, Settings, () => run))
        {
            world.Environment.Timeline.Enter(RunStep.Registration);
            world.Environment.Timeline.Begin("worker-manager", "worker-manager.registerWorker").Attempt();
            world.Time.Advance(TimeSpan.FromSeconds(3));
            world.Environment.Timeline.Enter(RunStep.Running);
            world.Environment.Progress.Renewed();
            world.Time.Advance(TimeSpan.FromMinutes(1));
            var text = Text();
            Assert.Contains("worker_runner_info{version=\"", text, StringComparison.Ordinal);
            Assert.Contains(",worker_pool_id=\"proj-test/linux\",worker_group=\"test-group\",worker_id=\"worker-1\",provider=\"standalone\",implementation=\"dummy\"} 1\n", text, StringComparison.Ordinal);
            Assert.Contains("worker_runner_stage{stage=\"registration\"} 0\n", text, StringComparison.Ordinal);
            Assert.Contains("worker_runner_stage{stage=\"running\"} 1\n", text, StringComparison.Ordinal);
            Assert.Contains("worker_runner_step_duration_seconds{step=\"registration\"} 3\n", text, StringComparison.Ordinal);
            Assert.Contains($"worker_runner_credentials_expiry_time_seconds {TestTime.Origin.AddDays(4).ToUnixTimeSeconds()}\n", text, StringComparison.Ordinal);
            Assert.Contains("worker_runner_credential_renewals_total 1\n", text, StringComparison.Ordinal);
            Assert.Contains("worker_runner_worker_starts_total 1\n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("exit_code", text, StringComparison.Ordinal);

            run = run with { CredentialsExpire = TestTime.Origin.AddDays(8) };
            world.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Contains($"worker_runner_credentials_expiry_time_seconds {TestTime.Origin.AddDays(8).ToUnixTimeSeconds()}\n", Text(), StringComparison.Ordinal);
            metrics.Ended(69);
        }
        Assert.Contains("worker_runner_worker_exit_code 69\n", Text(), StringComparison.Ordinal);
        Assert.Contains("worker_runner_stage{stage=\"running\"} 0\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_that_failed_is_at_no_stage_any_more()
    {
        using (new MetricsFile(world.Environment, Settings, NotKnown)) world.Environment.Timeline.Enter(RunStep.Registration);
        Assert.DoesNotContain("} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_has_every_metric()
    {
        using (var metrics = new MetricsFile(world.Environment, Settings, () => World.Run() with { CredentialsExpire = TestTime.Origin }))
        {
            metrics.Ended(0);
            var request = world.Environment.Timeline.Begin("s", "r");
            request.Attempt();
            request.Attempt();
            world.Environment.Timeline.Enter(RunStep.Running);
            world.Environment.Log.Worker.Lines("said"u8);
            world.Environment.Progress.Events.Count("WORKER_METRICS {\"eventType\":\"e\"}"u8);
        }
        using var page = new StreamReader(typeof(MetricsFileTests).Assembly.GetManifestResourceStream("operating.md")!);
        var text = page.ReadToEnd();
        var names = Text().Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2].Substring("worker_runner_".Length)).ToList();
        Assert.Equal(17, names.Count);
        Assert.All(names, n => Assert.Matches($"`{n}[`{{]", text));
    }

    [Fact]
    public void Starts_are_counted_over_restarts_of_the_runner()
    {
        for (var i = 0; i < 3; i++)
        {
            using var again = new World();
            using var metrics = new MetricsFile(again.Environment, Settings with { File = world.Folder.File("m.prom") }, NotKnown);
            again.Environment.Timeline.Enter(RunStep.WaitingForHello);
            again.Environment.Timeline.Enter(RunStep.Running);
        }
        Assert.Contains("worker_runner_worker_starts_total 3\n", File.ReadAllText(world.Folder.File("m.prom")), StringComparison.Ordinal);
    }

    [Fact]
    public void Retries_and_events_have_their_labels()
    {
        using (var metrics = new MetricsFile(world.Environment, Settings, NotKnown))
        {
            var request = world.Environment.Timeline.Begin("secrets", "secrets.get");
            request.Attempt();
            request.Attempt();
            world.Environment.Progress.Events.Count("2026/11/27 WORKER_METRICS {\"eventType\":\"taskStart\",\"worker\":\"g\"}\nother\nWORKER_METRICS {\"eventType\":\"a\\\"b\\\\c\"}"u8);
        }
        Assert.Contains("worker_runner_request_retries_total{service=\"secrets\"} 1\n", Text(), StringComparison.Ordinal);
        Assert.Contains("worker_runner_worker_events_total{event=\"a\\\"b\\\\c\"} 1\n", Text(), StringComparison.Ordinal);
        Assert.Contains("worker_runner_worker_events_total{event=\"taskStart\"} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_is_in_a_label()
    {
        world.Environment.Log.Secrets.Add(new Secret("s3cret-event"));
        using (new MetricsFile(world.Environment, Settings, NotKnown)) world.Environment.Progress.Events.Count("WORKER_METRICS {\"eventType\":\"s3cret-event\"}"u8);
        Assert.Contains("event=\"********\"", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_said_once_and_tried_again()
    {
        Directory.CreateDirectory(world.Folder.File("exporter/runner.prom"));
        using (new MetricsFile(world.Environment, Settings, NotKnown))
        {
            world.Time.Advance(TimeSpan.FromMinutes(3));
            Assert.Single(world.Log.Lines, l => l.StartsWith("The metrics could not be written to ", StringComparison.Ordinal));
            Directory.Delete(world.Folder.File("exporter/runner.prom"));
            world.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Single(world.Log.Lines, l => l.EndsWith("runner.prom again", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Nothing_half_written_is_left_beside_it()
    {
        using (new MetricsFile(world.Environment, Settings, NotKnown)) world.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("runner.prom", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(world.Folder.File("exporter")))));
    }

    [Theory]
    [InlineData("WORKER_METRICS {\"eventType\":7}")]
    [InlineData("WORKER_METRICS {\"eventType\":\"\"}")]
    [InlineData("WORKER_METRICS {\"eventType\":")]
    [InlineData("WORKER_METRICS {}")]
    [InlineData("WORKER_METRICS null")]
    public void What_is_no_event_is_not_counted(string line)
    {
        var events = new WorkerEvents();
        events.Begin();
        events.Count(Encoding.UTF8.GetBytes(line));
        Assert.Empty(events.Counts);
    }

    [Theory]
    [InlineData("""{"textPayload":"WORKER_METRICS {\"eventType\":\"taskStart\"}","level":"info"}""", 1)]
    [InlineData("""{"textPayload":"2026/11/27 WORKER_METRICS {\"eventType\":\"taskStart\"}"}""", 1)]
    [InlineData("""{"text":"WORKER_METRICS {\"eventType\":\"taskStart\"}"}""", 0)]
    [InlineData("""{"textPayload":["WORKER_METRICS {\"eventType\":\"taskStart\"}"]}""", 0)]
    [InlineData("""{"textPayload":"WORKER_METRICS {\ud800"}""", 0)]
    public void Events_in_messages_of_the_worker_are_counted_too(string body, long count)
    {
        var events = new WorkerEvents();
        events.Begin();
        events.CountEntry(Encoding.UTF8.GetBytes(body));
        Assert.Equal(count, events.Counts.GetValueOrDefault("taskStart"));
    }

    [Fact]
    public async Task A_disk_that_does_not_answer_holds_up_neither_the_run_nor_its_end()
    {
        var answers = new TaskCompletionSource<bool>();
        world.Machine.Files = new FailingGuard { Fails = _ => answers.Task.Result };
        var metrics = new MetricsFile(world.Environment, Settings, NotKnown);
        var first = new Thread(() => world.Time.Advance(TimeSpan.Zero));
        first.Start();
        SpinWait.SpinUntil(() => Directory.Exists(world.Folder.File("exporter")), Test.Hung);
        world.Time.Advance(TimeSpan.FromHours(1));
        world.Environment.Timeline.Enter(RunStep.Running);
        var ending = Task.Run(metrics.Dispose, Test.Token);
        await world.Time.PassAsync(TimeSpan.FromSeconds(5));
        await ending.Soon();
        answers.SetResult(false);
        first.Join();
        Assert.Contains($"The metrics could not be written to {world.Folder.File("exporter/runner.prom")}: not within 5 s", world.Log.Lines);
    }

    [Fact]
    public void Types_without_end_are_counted_up_to_a_limit()
    {
        var events = new WorkerEvents();
        events.Count("WORKER_METRICS {\"eventType\":\"early\"}"u8);
        events.Begin();
        for (var i = 0; i < 200; i++) events.Count(Encoding.UTF8.GetBytes($"WORKER_METRICS {{\"eventType\":\"t{i}\"}}"));
        Assert.Equal(50, events.Counts.Count);
        Assert.False(events.Counts.ContainsKey("early"));
    }

    private static WorkerRun? NotKnown() => null;

    private string Text() => File.ReadAllText(world.Folder.File("exporter/runner.prom"));
}
