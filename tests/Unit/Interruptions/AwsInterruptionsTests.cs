using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Aws;
using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Interruptions;

public sealed class AwsInterruptionsTests : IDisposable
{
    private const string ActionPath = "/latest/meta-data/spot/instance-action";
    private const string TimePath = "/latest/meta-data/spot/termination-time";
    private const string TargetPath = "/latest/meta-data/autoscaling/target-lifecycle-state";
    private const string RebalancePath = "/latest/meta-data/events/recommendations/rebalance";
    private const string MaintenancePath = "/latest/meta-data/events/maintenance/scheduled";

    private static readonly DateTimeOffset Time = new(2026, 11, 23, 15, 31, 30, TimeSpan.Zero);

    private readonly World world = new();
    private readonly AwsInterruptions source;

    public AwsInterruptionsTests() => source = new AwsInterruptions(new AwsMetadata(world.Environment.Metadata, provider: null).Client);

    private FakeCloud Cloud => world.Cloud;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Nothing_is_announced_while_there_is_nothing() => Assert.Empty(await LookAsync());

    [Theory]
    [InlineData("terminate")]
    [InlineData("stop")]
    public async Task A_spot_notice_is_an_interruption(string action)
    {
        var notice = $$"""{"action": "{{action}}", "time": "2026-11-23T15:31:30Z"}""";
        Cloud.Set(ActionPath, notice);
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("aws", "spot", action, Time, notice), (found.Provider, found.Kind, found.Action, found.Deadline, found.Raw));
        Assert.True(found is { IsAdvisory: false, IsForThisInstance: true });
    }

    [Fact]
    public async Task A_hibernation_has_no_deadline()
    {
        Cloud.Set(ActionPath, """{"action":"hibernate","time":"2026-11-23T15:31:30Z"}""");
        var found = Assert.Single(await LookAsync());
        Assert.Equal("hibernate", found.Action);
        Assert.Null(found.Deadline);
    }

    [Theory]
    [InlineData("2026-11-23T15:31:30Z")]
    [InlineData("2026-11-23T15:31:30Z\n")]
    public async Task The_older_form_alone_is_an_interruption_too(string time)
    {
        Cloud.Set(TimePath, time);
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("spot", "terminate", Time), (found.Kind, found.Action, found.Deadline));
    }

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    public async Task The_older_form_can_hold_something_that_is_no_time(string text)
    {
        Cloud.Set(TimePath, text);
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task Both_forms_of_one_notice_are_one_event()
    {
        var watch = new InterruptionWatch(world.Environment.Log, world.Environment.Time, source);
        Cloud.Set(TimePath, "2026-11-23T15:31:30Z");
        Assert.Single(await watch.LookOnceAsync(Test.Token).Soon());
        Cloud.Set(ActionPath, """{"action":"terminate","time":"2026-11-23T15:31:30Z"}""");
        Assert.Empty(await watch.LookOnceAsync(Test.Token).Soon());
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_notice_counts_though_its_older_form_cannot_be_had(int status)
    {
        Cloud.Set(ActionPath, """{"action":"terminate","time":"2026-11-23T15:31:30Z"}""").Set(TimePath, "", status);
        Assert.Single(await LookAsync());
    }

    [Theory]
    [InlineData(ActionPath, "")]
    [InlineData(ActionPath, "<html>")]
    [InlineData(ActionPath, "[]")]
    [InlineData(ActionPath, "null")]
    [InlineData(ActionPath, "{}")]
    [InlineData(ActionPath, """{"action":"terminate"}""")]
    [InlineData(ActionPath, """{"action":"terminate","time":"soon"}""")]
    [InlineData(ActionPath, """{"action":7,"time":"2026-11-23T15:31:30Z"}""")]
    [InlineData(RebalancePath, "")]
    [InlineData(RebalancePath, "7")]
    [InlineData(RebalancePath, "{}")]
    [InlineData(MaintenancePath, "{}")]
    [InlineData(MaintenancePath, "[7]")]
    [InlineData(MaintenancePath, "[{}]")]
    [InlineData(MaintenancePath, """[{"EventId":"e","State":7}]""")]
    public async Task Garbage_is_said_to_be_garbage(string path, string garbage)
    {
        Cloud.Set(path, garbage);
        await Assert.ThrowsAsync<FormatException>(LookAsync);
    }

    [Theory]
    [InlineData("Terminated")]
    [InlineData("Terminated\n")]
    public async Task A_group_that_scales_in_ends_the_instance(string state)
    {
        Cloud.Set(TargetPath, state);
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("auto-scaling", "terminate", null, false), (found.Kind, found.Action, found.Deadline, found.IsAdvisory));
    }

    [Theory]
    [InlineData("InService")]
    [InlineData("Warmed:Stopped")]
    [InlineData("")]
    [InlineData("<html>Terminated</html>")]
    public async Task Another_state_of_the_group_is_none(string state)
    {
        Cloud.Set(TargetPath, state);
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task A_rebalance_recommendation_informs()
    {
        Cloud.Set(RebalancePath, """{"noticeTime":"2026-11-23T08:22:00Z"}""");
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("rebalance", "2026-11-23T08:22:00Z", true), (found.Kind, found.EventId, found.IsAdvisory));
    }

    [Fact]
    public async Task Scheduled_maintenance_that_is_ahead_informs()
    {
        Cloud.Set(
            MaintenancePath,
            """
            [ { "NotBefore" : "21 Jan 2027 09:00:43 GMT", "Code" : "system-reboot", "Description" : "scheduled reboot", "EventId" : "instance-event-1", "NotAfter" : "21 Jan 2027 09:17:23 GMT", "State" : "active" },
              { "NotBefore" : "1 Feb 2027 00:00:00 GMT", "Code" : "instance-retirement", "EventId" : "instance-event-2" },
              { "Code" : "system-reboot", "EventId" : "instance-event-3", "State" : "completed" },
              { "Code" : "system-reboot", "EventId" : "instance-event-4", "State" : "canceled" } ]
            """);
        Assert.Collection(
            await LookAsync(),
            e => Assert.Equal(("maintenance", "system-reboot", new DateTimeOffset(2027, 1, 21, 9, 0, 43, TimeSpan.Zero), "instance-event-1", true), (e.Kind, e.Action, e.Deadline, e.EventId, e.IsAdvisory)),
            e => Assert.Equal(("instance-retirement", new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero)), (e.Action, e.Deadline)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("\n")]
    public async Task An_empty_list_of_maintenance_is_nothing(string list)
    {
        Cloud.Set(MaintenancePath, list);
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task Maintenance_without_a_readable_time_has_no_deadline()
    {
        Cloud.Set(MaintenancePath, """[{"NotBefore":"tomorrow","EventId":"e"}]""");
        Assert.Null(Assert.Single(await LookAsync()).Deadline);
    }

    [Fact]
    public async Task Tokens_that_run_out_are_replaced_during_a_watch()
    {
        var watch = new InterruptionWatch(world.Environment.Log, world.Environment.Time, source);
        for (var hour = 0; hour < 24; hour++)
        {
            await watch.LookOnceAsync(Test.Token).Soon();
            world.Time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(4, Cloud.TokensGiven);
        Assert.Empty(world.Log.Lines);
    }

    [Fact]
    public async Task An_ill_service_is_an_error_that_a_watch_outlasts()
    {
        Cloud.Set(TargetPath, "", 503);
        await Assert.ThrowsAsync<MetadataServiceException>(LookAsync);
    }

    [Fact]
    public void It_is_looked_at_often_enough_for_two_minutes_notice() =>
        Assert.All(source.Signals, l => Assert.InRange(l.Pause, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)));

    [Fact]
    public async Task AWS_does_not_want_to_hear_back()
    {
        await source.AcknowledgeAsync(ScriptedSignal.Event("e"), Test.Token).Soon();
        Assert.Empty(Cloud.Requests);
    }

    private Task<IReadOnlyList<Interruption>> LookAsync() => new InterruptionWatch(world.Environment.Log, world.Environment.Time, source).LookOnceAsync(Test.Token).Soon();
}
