using WorkerRunner.Interruptions;
using WorkerRunner.Interruptions.Google;
using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Interruptions;

[Collection(ByItself.Name)]
public sealed class GoogleInterruptionsTests : IDisposable
{
    private const string Preempted = "/computeMetadata/v1/instance/preempted";
    private const string Maintenance = "/computeMetadata/v1/instance/maintenance-event";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(70);

    private readonly World world = new();
    private readonly GoogleInterruptions source;

    private (string Text, string? ETag) preempted = ("FALSE", "e1");
    private (string Text, string? ETag) maintenance = ("NONE", "m1");

    public GoogleInterruptionsTests()
    {
        source = new GoogleInterruptions(new GoogleMetadata(world.Environment.Metadata, provider: null).Client, world.Time);
        world.Cloud.Instead = (request, _) =>
        {
            var (text, etag) = request.Uri.AbsolutePath == Preempted ? preempted : maintenance;
            return FakeCloud.Reply.Of(200, text, etag);
        };
    }

    private FakeCloud Cloud => world.Cloud;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Nothing_is_announced_while_there_is_nothing() => Assert.Empty(await LookAsync());

    [Theory]
    [InlineData("TRUE")]
    [InlineData("TRUE\n")]
    public async Task A_preemption_ends_the_instance_in_30_seconds(string text)
    {
        preempted = (text, "e2");
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("google", "preempted", "terminate", TestTime.Origin.AddSeconds(30)), (found.Provider, found.Kind, found.Action, found.Deadline));
        Assert.True(found is { IsForThisInstance: true, IsAdvisory: false });
    }

    [Theory]
    [InlineData("TERMINATE_ON_HOST_MAINTENANCE", false)]
    [InlineData("MIGRATE_ON_HOST_MAINTENANCE", true)]
    public async Task Maintenance_that_terminates_is_an_interruption_and_a_migration_informs(string text, bool isAdvisory)
    {
        maintenance = (text, "m2");
        var found = Assert.Single(await LookAsync());
        Assert.Equal(("google", "maintenance", text, null, isAdvisory), (found.Provider, found.Kind, found.Action, found.Deadline, found.IsAdvisory));
    }

    [Theory]
    [InlineData("<html>captive portal</html>")]
    [InlineData("SOMETHING_NEW")]
    public async Task Another_maintenance_event_cannot_be_understood_and_stops_nobody(string text)
    {
        maintenance = (text, "m2");
        await Assert.ThrowsAsync<FormatException>(LookAsync);
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("<html>TRUE</html>")]
    public async Task Only_TRUE_is_a_preemption(string text)
    {
        preempted = (text, "e2");
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task Values_that_are_absent_are_nothing()
    {
        Cloud.Instead = (_, _) => null;
        Assert.Empty(await LookAsync());
    }

    [Fact]
    public async Task Each_call_hangs_until_the_value_is_another_than_the_last_one()
    {
        var signal = source.Signals[0];
        await signal.LookAsync(Test.Token).Soon();
        preempted = ("FALSE", "\"e 2\"");
        await signal.LookAsync(Test.Token).Soon();
        await signal.LookAsync(Test.Token).Soon();
        Assert.Equal(
            ["?wait_for_change=true&last_etag=0&timeout_sec=60", "?wait_for_change=true&last_etag=e1&timeout_sec=60", "?wait_for_change=true&last_etag=%22e%202%22&timeout_sec=60"],
            Cloud.Requests.Select(r => r.Uri.Query));
        Assert.All(Cloud.Requests, r => Assert.Equal("Google", r.Header("Metadata-Flavor")));
    }

    [Fact]
    public async Task A_call_that_hangs_too_long_is_given_up_after_70_seconds()
    {
        Cloud.Instead = (_, token) => FakeCloud.Reply.Never(token);
        var look = source.Signals[0].LookAsync(Test.Token);
        await world.Time.ArmedAsync(Limit);
        world.Time.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(look.IsCompleted);
        world.Time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<MetadataServiceException>(() => look.Soon());
    }

    [Fact]
    public async Task A_service_that_answers_at_once_time_and_again_is_not_asked_without_pause()
    {
        using var stop = new CancellationTokenSource();
        var answer = Cloud.Instead;
        Cloud.Instead = (request, token) =>
        {
            if (world.Time.Elapsed >= TimeSpan.FromMinutes(5)) stop.Cancel();
            return answer(request, token);
        };
        var watch = new InterruptionWatch(world.Environment.Log, world.Environment.Time, source).RunAsync(_ => { }, stop.Token);
        await world.Time.RunAsync(watch);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
        Assert.InRange(Cloud.Requests.Count(r => r.Uri.AbsolutePath == Preempted), 30, 303);
        Assert.InRange(Cloud.Requests.Count(r => r.Uri.AbsolutePath == Maintenance), 30, 303);
    }

    [Fact]
    public async Task After_a_call_that_hung_the_next_one_follows_without_a_pause()
    {
        var signal = source.Signals[0];
        await signal.LookAsync(Test.Token).Soon();
        var hanging = new TaskCompletionSource<FakeCloud.Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Cloud.Instead = (_, _) => hanging.Task;
        var look = signal.LookAsync(Test.Token);
        world.Time.Advance(TimeSpan.FromSeconds(60));
        hanging.SetResult(new FakeCloud.Reply(200, "FALSE", "e1"));
        await look.Soon();
        Assert.Equal(TimeSpan.Zero, signal.Pause);
    }

    [Fact]
    public async Task Preemption_is_seen_while_the_other_call_hangs()
    {
        var hanging = new TaskCompletionSource<FakeCloud.Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Cloud.Instead = (request, token) => request.Uri.AbsolutePath == Preempted ? hanging.Task : FakeCloud.Reply.Never(token);
        using var stop = new CancellationTokenSource();
        var found = new TaskCompletionSource<Interruption>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = new InterruptionWatch(world.Environment.Log, world.Environment.Time, source).RunAsync(i => found.TrySetResult(i), stop.Token);
        hanging.SetResult(new FakeCloud.Reply(200, "TRUE", "e2"));
        Assert.Equal("preempted", (await found.Task.Soon()).Kind);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.Soon());
    }

    [Fact]
    public async Task Maintenance_that_comes_again_after_it_was_over_is_another_event()
    {
        var signal = source.Signals[1];
        var watch = new InterruptionWatch(world.Environment.Log, world.Environment.Time, new ScriptedSource(signal));
        maintenance = ("MIGRATE_ON_HOST_MAINTENANCE", "m2");
        Assert.Single(await watch.LookOnceAsync(Test.Token).Soon());
        Assert.Empty(await watch.LookOnceAsync(Test.Token).Soon());
        maintenance = ("NONE", "m3");
        Assert.Empty(await watch.LookOnceAsync(Test.Token).Soon());
        maintenance = ("MIGRATE_ON_HOST_MAINTENANCE", "m4");
        Assert.Single(await watch.LookOnceAsync(Test.Token).Soon());
    }

    private Task<IReadOnlyList<Interruption>> LookAsync() => new InterruptionWatch(world.Environment.Log, world.Environment.Time, source).LookOnceAsync(Test.Token).Soon();
}
