using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Azure;
using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Interruptions;

public sealed class AzureInterruptionsTests : IDisposable
{
    private const string EventsPath = "/metadata/scheduledevents?api-version=2020-07-01";
    private const string InstancePath = "/metadata/instance?api-version=2021-02-01";

    private static readonly TimeSpan First = TimeSpan.FromSeconds(130);

    private readonly World world = new();

    public AzureInterruptionsTests() => world.Cloud.Set(InstancePath, """{"compute":{"name":"VM-1"}}""").Set(EventsPath, """{"DocumentIncarnation":1,"Events":[]}""");

    private FakeCloud Cloud => world.Cloud;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Nothing_is_announced_while_there_is_nothing() => Assert.Empty(await LookAsync());

    [Theory]
    [InlineData("Reboot")]
    [InlineData("Redeploy")]
    [InlineData("Preempt")]
    [InlineData("Terminate")]
    public async Task An_event_is_an_interruption(string type)
    {
        SetEvents(Event(type));
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("azure", type, type, "e-1"), (found.Provider, found.Kind, found.Action, found.EventId));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 15, 30, 0, TimeSpan.Zero), found.Deadline);
        Assert.True(found is { IsForThisInstance: true, IsAdvisory: false });
        Assert.Equal(Event(type), found.Raw);
    }

    [Theory]
    [InlineData("Freeze")]
    [InlineData("SomethingNew")]
    [InlineData("reboot")]
    public async Task Another_event_is_none(string type)
    {
        SetEvents(Event(type));
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task Which_events_count_can_be_configured()
    {
        SetEvents(Event("Freeze", id: "e-1"), Event("Reboot", id: "e-2"));
        var settings = World.CloudConfig("azure", "interruptions: {eventTypes: [Freeze]}").Interruptions;
        Assert.Equal("e-1", Assert.Single(await LookAsync(settings)).EventId);
    }

    [Theory]
    [InlineData("""["VM-1"]""", true)]
    [InlineData("""["vm-1"]""", true)]
    [InlineData("""["vm-0","VM-1"]""", true)]
    [InlineData("""["VM-10"]""", false)]
    [InlineData("""["VM-2"]""", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("[7,null]", false)]
    public async Task Only_events_that_name_this_machine_are_for_it(string resources, bool isForThisInstance)
    {
        SetEvents(Event("Preempt", resources: resources));
        Assert.Equal(isForThisInstance, Assert.Single(await LookAsync()).IsForThisInstance);
    }

    [Fact]
    public async Task An_event_that_has_begun_has_no_deadline()
    {
        SetEvents(Event("Preempt", notBefore: ""));
        Assert.Null(Assert.Single(await LookAsync()).Deadline);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"Events":[7]}""")]
    [InlineData("""{"Events":[{"EventType":7}]}""")]
    [InlineData("""{"Events":[{"EventType":"Reboot"}]}""")]
    public async Task Garbage_is_said_to_be_garbage(string garbage)
    {
        Cloud.Set(EventsPath, garbage);
        await Assert.ThrowsAsync<FormatException>(() => LookAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"compute":{"name":7}}""")]
    public async Task A_machine_that_cannot_tell_its_name_says_so(string instance)
    {
        Cloud.Set(InstancePath, instance);
        await Assert.ThrowsAsync<FormatException>(() => LookAsync());
    }

    [Fact]
    public async Task The_first_call_may_take_130_seconds_and_later_ones_2()
    {
        var signal = Assert.Single(Source().Signals);
        Cloud.Instead = (request, token) => request.Path == EventsPath ? FakeCloud.Reply.Never(token) : null;
        var first = signal.LookAsync(Test.Token);
        await world.Time.PassAsync(First);
        await Assert.ThrowsAsync<MetadataServiceException>(() => first.Soon());

        // As long as it has never answered, each call is the first one.
        var second = signal.LookAsync(Test.Token);
        await world.Time.PassAsync(First);
        await Assert.ThrowsAsync<MetadataServiceException>(() => second.Soon());

        Cloud.Instead = (_, _) => null;
        await signal.LookAsync(Test.Token).Soon();
        Cloud.Instead = (request, token) => request.Path == EventsPath ? FakeCloud.Reply.Never(token) : null;
        var later = signal.LookAsync(Test.Token);
        await world.Time.PassAsync(MetadataClient.RequestLimit);
        await Assert.ThrowsAsync<MetadataServiceException>(() => later.Soon());
    }

    [Fact]
    public async Task The_machines_name_is_asked_for_once()
    {
        var signal = Assert.Single(Source().Signals);
        await signal.LookAsync(Test.Token).Soon();
        await signal.LookAsync(Test.Token).Soon();
        Assert.Single(Cloud.RequestsOf(InstancePath));
        Assert.Equal(TimeSpan.FromSeconds(1), signal.Pause);
        Assert.All(Cloud.Requests, r => Assert.Equal("true", r.Header("Metadata")));
    }

    [Fact]
    public async Task An_event_is_acknowledged_by_its_name()
    {
        await Source().AcknowledgeAsync(ScriptedSignal.Event("e-\"1\""), Test.Token).Soon();
        var request = Assert.Single(Cloud.Requests);
        Assert.Equal(("POST", EventsPath, "true"), (request.Method, request.Path, request.Header("Metadata")));
        Assert.Equal("{\"StartRequests\":[{\"EventId\":\"e-\\u00221\\u0022\"}]}", request.Body!.Replace("\\\"", "\\u0022", StringComparison.Ordinal));
    }

    private static string Event(string type, string id = "e-1", string resources = """["VM-1"]""", string notBefore = "Mon, 23 Nov 2026 15:30:00 GMT") =>
        $$"""{"EventId":"{{id}}","EventStatus":"Scheduled","EventType":"{{type}}","ResourceType":"VirtualMachine","Resources":{{resources}},"NotBefore":"{{notBefore}}","Description":"","EventSource":"Platform","DurationInSeconds":-1}""";

    private void SetEvents(params string[] events) => Cloud.Set(EventsPath, $$"""{"DocumentIncarnation":2,"Events":[{{string.Join(",", events)}}]}""");

    private AzureInterruptions Source(InterruptionSettings? settings = null) =>
        new(new AzureMetadata(world.Environment.Metadata, provider: null).Client, settings ?? InterruptionSettings.Default);

    private Task<IReadOnlyList<Interruption>> LookAsync(InterruptionSettings? settings = null) =>
        new InterruptionWatch(world.Environment.Log, world.Environment.Time, Source(settings)).LookOnceAsync(Test.Token).Soon();
}
