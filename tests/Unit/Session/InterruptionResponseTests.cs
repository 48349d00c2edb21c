using System.Text.Json;
using WorkerRunner.Protocol;
using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

public sealed class InterruptionResponseTests : IDisposable
{
    private const string SpotPath = "/latest/meta-data/spot/instance-action";
    private const string RebalancePath = "/latest/meta-data/events/recommendations/rebalance";
    private const string TargetPath = "/latest/meta-data/autoscaling/target-lifecycle-state";
    private const string EventsPath = "/metadata/scheduledevents?api-version=2020-07-01";
    private const string InstancePath = "/metadata/instance?api-version=2021-02-01";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    // 43 s before that the worker is stopped at the latest: a time that nothing else waits for.
    private static readonly TimeSpan UntilStop = TimeSpan.FromSeconds(43);
    private static readonly string Notice = $$"""{"action":"terminate","time":"{{TestTime.Origin + UntilStop + TimeSpan.FromSeconds(20):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""";

    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public InterruptionResponseTests()
    {
        worker.OnInterrupt = () => worker.Exit(143);
        worker.OnKill = () => worker.Exit(137);
    }

    public void Dispose()
    {
        worker.Hears.Release();
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task An_announced_end_is_passed_on_at_once()
    {
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        worker.Hello(Capabilities.GracefulTermination);
        Assert.False((await HearAsync("graceful-termination")).GetProperty("finish-tasks").GetBoolean());
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
        worker.Exit(72);
        Assert.True(await session.Completion.Soon() is { ExitCode: 72, StopRequested: true, Succeeded: true });
        Assert.Empty(worker.Acts);
    }

    [Fact]
    public async Task An_end_that_is_announced_before_the_hello_is_passed_on_after_it()
    {
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        await world.Log.SaidAsync("telling the worker to end");
        await HearAsync("welcome");
        Assert.True(worker.Hears.IsDrained);
        worker.Hello(Capabilities.GracefulTermination);
        await HearAsync("graceful-termination");
    }

    [Fact]
    public async Task An_end_that_is_announced_later_is_found()
    {
        using var session = Begin("aws");
        worker.Hello(Capabilities.GracefulTermination);
        await world.Time.ArmedAsync(Poll);
        world.Cloud.Set(SpotPath, Notice);
        for (var i = 0; i < 4; i++) await world.Time.PassAsync(Poll);
        await HearAsync("graceful-termination");
    }

    [Theory]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task Other_clouds_announce_it_too(string cloud)
    {
        SetEvents(AzureEvent("Preempt"));
        world.Cloud.Set("/computeMetadata/v1/instance/preempted?wait_for_change=true&last_etag=0&timeout_sec=60", "TRUE", etag: "e");
        using var session = Begin(cloud);
        worker.Hello(Capabilities.GracefulTermination);
        await HearAsync("graceful-termination");
    }

    [Fact]
    public async Task A_worker_that_cannot_be_told_is_stopped_20_seconds_before_the_end()
    {
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        worker.Hello(Capabilities.Log);
        await world.Log.SaidAsync("does not support graceful termination");
        await world.Time.ArmedAsync(UntilStop);
        world.Time.Advance(UntilStop - TimeSpan.FromMilliseconds(1));
        Assert.Empty(worker.Acts);
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await session.Completion.Soon() is { ExitCode: 143, StopRequested: true });
        Assert.Equal(["interrupt"], worker.Acts);
        Assert.Equal(UntilStop, world.Time.Elapsed);
    }

    [Fact]
    public async Task A_worker_that_heeds_no_interrupt_is_killed_before_the_end()
    {
        worker.OnInterrupt = () => { };
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        worker.Hello();
        await world.Time.PassAsync(UntilStop);
        await world.Time.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(137, (await session.Completion.Soon()).ExitCode);
        Assert.Equal(["interrupt", "kill"], worker.Acts);
    }

    [Fact]
    public async Task A_worker_that_never_says_hello_is_stopped_20_seconds_before_the_end()
    {
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        await world.Time.PassAsync(UntilStop);
        Assert.Equal(143, (await session.Completion.Soon()).ExitCode);
        Assert.Equal(UntilStop, world.Time.Elapsed);
    }

    [Fact]
    public async Task Of_a_worker_that_ends_before_its_hello_nothing_is_said_of_what_it_supports()
    {
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        await world.Log.SaidAsync("telling the worker to end");
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.DoesNotContain("does not support", world.Log.Text, StringComparison.Ordinal);
        Assert.Empty(worker.Acts);
    }

    [Fact]
    public async Task A_worker_that_does_not_read_is_stopped_20_seconds_before_the_end()
    {
        worker.Hears.Hold();
        world.Cloud.Set(SpotPath, Notice);
        using var session = Begin("aws");
        worker.Hello(Capabilities.GracefulTermination);
        await world.Time.PassAsync(UntilStop);
        Assert.Equal(143, (await session.Completion.Soon()).ExitCode);
        Assert.Equal(UntilStop, world.Time.Elapsed);
    }

    [Theory]
    [InlineData("2026-11-23T15:29:45Z")]
    [InlineData("2020-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    public async Task A_worker_that_cannot_be_told_is_stopped_at_once_where_less_time_is_left(string time)
    {
        world.Cloud.Set(SpotPath, $$"""{"action":"stop","time":"{{time}}"}""");
        worker.Hello();
        using var session = Begin("aws");
        Assert.Equal(143, (await session.Completion.Soon()).ExitCode);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task An_end_in_a_far_future_is_waited_for_without_trouble()
    {
        world.Cloud.Set(SpotPath, """{"action":"stop","time":"9999-12-31T23:59:59Z"}""");
        using var session = Begin("aws");
        worker.Hello();
        await world.Log.SaidAsync("does not support graceful termination");
        worker.Exit(0);
        Assert.Equal(0, (await session.Completion.Soon()).ExitCode);
        Assert.Empty(worker.Acts);
    }

    [Fact]
    public async Task After_a_sleep_of_the_machine_the_wall_clock_is_what_counts()
    {
        world.Cloud.Set(SpotPath, """{"action":"stop","time":"2026-11-23T17:29:30Z"}""");
        using var session = Begin("aws");
        worker.Hello();
        await world.Log.SaidAsync("does not support graceful termination");
        await world.Time.ArmedAsync(TimeSpan.FromMinutes(1));
        world.Time.AdjustTime(TestTime.Origin.AddHours(2));
        Assert.Empty(worker.Acts);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(143, (await session.Completion.Soon()).ExitCode);
    }

    [Fact]
    public async Task Where_nobody_says_when_a_worker_that_cannot_be_told_goes_on()
    {
        world.Cloud.Set(TargetPath, "Terminated");
        using var session = Begin("aws");
        worker.Hello();
        await world.Log.SaidAsync("The worker does not support graceful termination, and when its instance ends is not announced.");
        world.Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(worker.Acts);
        worker.Exit(0);
        Assert.True(await session.Completion.Soon() is { ExitCode: 0, StopRequested: false });
    }

    [Fact]
    public async Task What_only_informs_is_said_and_the_worker_goes_on()
    {
        world.Cloud.Set(RebalancePath, """{"noticeTime":"2026-11-23T08:22:00Z"}""");
        using var session = Begin("aws");
        worker.Hello(Capabilities.GracefulTermination);
        await world.Log.SaidAsync("aws rebalance: rebalance (advisory); the worker continues");
        worker.Exit(0);
        Assert.False((await session.Completion.Soon()).StopRequested);
        await HearAsync("welcome");
        Assert.True(worker.Hears.IsDrained);
    }

    [Fact]
    public async Task What_only_informs_ends_the_worker_where_that_is_asked_for()
    {
        world.Cloud.Set(RebalancePath, """{"noticeTime":"2026-11-23T08:22:00Z"}""");
        using var session = Begin("aws", "interruptions: {actOnAdvisory: true}");
        worker.Hello(Capabilities.GracefulTermination);
        await HearAsync("graceful-termination");
    }

    [Fact]
    public async Task What_befalls_another_machine_is_none_of_ours()
    {
        SetEvents(AzureEvent("Preempt", "vm-2"));
        using var session = Begin("azure", "interruptions: {acknowledge: true}");
        worker.Hello(Capabilities.GracefulTermination);
        for (var i = 0; i < 3; i++) await world.Time.PassAsync(TimeSpan.FromSeconds(1));
        worker.Exit(0);
        Assert.False((await session.Completion.Soon()).StopRequested);
        Assert.DoesNotContain(world.Cloud.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task An_event_is_acknowledged_after_the_worker_has_ended_where_that_is_asked_for()
    {
        SetEvents(AzureEvent("Preempt"));
        using var session = Begin("azure", "interruptions: {acknowledge: true}");
        worker.Hello(Capabilities.GracefulTermination);
        await HearAsync("graceful-termination");
        await world.Time.ArmedAsync(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(world.Cloud.Requests, r => r.Method == "POST");
        worker.Exit(72);
        await session.Completion.Soon();
        Assert.Equal("""{"StartRequests":[{"EventId":"e-1"}]}""", Assert.Single(world.Cloud.Requests, r => r.Method == "POST").Body);
        Assert.Contains("Acknowledged azure Preempt", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_acknowledged_unasked()
    {
        SetEvents(AzureEvent("Preempt"));
        using var session = Begin("azure");
        worker.Hello(Capabilities.GracefulTermination);
        await HearAsync("graceful-termination");
        worker.Exit(72);
        await session.Completion.Soon();
        Assert.DoesNotContain(world.Cloud.Requests, r => r.Method == "POST");
    }

    [Fact]
    public async Task A_service_that_takes_no_acknowledgement_does_not_hold_up_the_end()
    {
        SetEvents(AzureEvent("Preempt"));
        world.Cloud.Instead = (request, token) => request.Method == "POST" ? FakeCloud.Reply.Never(token) : null;
        using var session = Begin("azure", "interruptions: {acknowledge: true}");
        worker.Hello(Capabilities.GracefulTermination);
        await HearAsync("graceful-termination");
        worker.Exit(72);
        await world.Time.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(72, (await session.Completion.Soon()).ExitCode);
        Assert.Contains("could not be acknowledged", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ill_metadata_service_disturbs_no_worker()
    {
        world.Cloud.Instead = (_, _) => FakeCloud.Reply.Of(500);
        using var session = Begin("azure");
        worker.Hello(Capabilities.GracefulTermination);
        await world.Log.SaidAsync("fails and is retried");
        worker.Exit(0);
        Assert.True((await session.Completion.Soon()).Succeeded);
    }

    [Fact]
    public async Task Where_nobody_announces_anything_nobody_is_asked()
    {
        using var session = Sessions.Begin(World.Run(), worker, world.Environment);
        worker.Hello(Capabilities.GracefulTermination);
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Empty(world.Cloud.Requests);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData(120, 15)]
    [InlineData(25, 10)]
    public async Task Of_instances_that_end_at_once_not_all_are_removed_at_once(int? left, int seconds)
    {
        world.Random = 1;
        world.Http.Answer(200);
        if (left is { } known) world.Cloud.Set(SpotPath, $$"""{"action":"terminate","time":"{{TestTime.Origin.AddSeconds(known):yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
        using var session = Begin("aws");
        worker.Hello(Capabilities.GracefulTermination);
        if (left is not null) await HearAsync("graceful-termination");
        worker.Exit(0);
        await session.Completion.Soon();
        var finishing = session.FinishAsync(Test.Token);
        await world.Time.RunInOrderAsync(finishing);
        await finishing;
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.Single(world.Http.Requests).At);
    }

    private static string AzureEvent(string type, string machine = "vm-1") =>
        $$"""{"EventId":"e-1","EventType":"{{type}}","Resources":["{{machine}}"],"NotBefore":"Mon, 23 Nov 2026 15:30:00 GMT"}""";

    private void SetEvents(string scheduled) => world.Cloud.Set(InstancePath, """{"compute":{"name":"vm-1"}}""").Set(EventsPath, $$"""{"Events":[{{scheduled}}]}""");

    private WorkerSession Begin(string cloud, string yaml = "") => Sessions.Begin(World.CloudRun(cloud, yaml), worker, world.Environment);

    private async Task<JsonElement> HearAsync(string type)
    {
        while (true)
        {
            var line = await worker.Hears.NextAsync();
            using var json = JsonDocument.Parse(line.AsMemory(1));
            if (json.RootElement.GetProperty("type").GetString() == type) return json.RootElement.Clone();
        }
    }
}
