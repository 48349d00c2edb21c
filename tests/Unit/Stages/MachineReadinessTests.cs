using WorkerRunner.Configuration;
using WorkerRunner.Runs;
using WorkerRunner.Stages;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Tests.Stages;

public sealed class MachineReadinessTests : IDisposable
{
    private const string Specializing = "IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE";
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);
    private static readonly ReadinessSettings ForImage = new(ForImageState: true, null, TimeSpan.FromMinutes(30));

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Windows_Setup_is_waited_for_with_a_line_a_minute()
    {
        world.Machine.WindowsImageState = Specializing;
        var waiting = WaitAsync(ForImage);
        for (var passed = 0; passed < 58; passed += 2) await world.Time.PassAsync(Poll);
        world.Machine.WindowsImageState = "IMAGE_STATE_UNDEPLOYABLE";
        await world.Time.PassAsync(Poll);
        await world.Time.ArmedAsync(Poll);
        Assert.Equal(
            [
                $"Waiting for this machine, for up to 30 min: Windows Setup is at {Specializing}",
                "Waiting for this machine, for up to 29 min: Windows Setup is at IMAGE_STATE_UNDEPLOYABLE",
            ],
            world.Log.Lines);
        world.Machine.WindowsImageState = "IMAGE_STATE_COMPLETE";
        world.Time.Advance(Poll);
        Assert.Equal(TimeSpan.FromSeconds(62), await waiting.Soon());
        Assert.Equal("This machine is ready, after 62 s", world.Log.Lines[^1]);
    }

    [Fact]
    public async Task A_machine_that_is_ready_is_not_waited_for()
    {
        world.Machine.WindowsImageState = "IMAGE_STATE_COMPLETE";
        Assert.Equal(TimeSpan.Zero, await WaitAsync(ForImage));
        Assert.Empty(world.Log.Lines);
    }

    [Fact]
    public async Task A_Windows_that_tells_nothing_is_not_ready()
    {
        world.Machine.WindowsImageState = "";
        var waiting = WaitAsync(ForImage);
        await world.Time.RunAsync(Assert.ThrowsAsync<MachineNotReadyException>(() => waiting));
        Assert.Equal("Waiting for this machine, for up to 30 min: Windows Setup tells no image state", world.Log.Lines[0]);
    }

    [Fact]
    public async Task On_other_systems_the_key_has_no_effect_and_that_is_said()
    {
        Assert.Equal(TimeSpan.Zero, await WaitAsync(ForImage));
        Assert.Equal(["waitForWindowsImageState has no effect: this is not Windows."], world.Log.Lines);
    }

    [Fact]
    public async Task A_file_is_waited_for()
    {
        var waiting = WaitAsync(new ReadinessSettings(ForImageState: false, "boot-finished", TimeSpan.FromMinutes(10)));
        Assert.Equal(["Waiting for this machine, for up to 10 min: boot-finished is not there"], world.Log.Lines);
        File.WriteAllText(world.Folder.File("boot-finished"), "");
        await world.Time.RunAsync(waiting);
        Assert.Equal("This machine is ready, after 2 s", world.Log.Lines[^1]);
    }

    [Fact]
    public async Task A_machine_that_never_gets_ready_ends_the_start_after_the_timeout()
    {
        var waiting = WaitAsync(new ReadinessSettings(ForImageState: false, "boot-finished", TimeSpan.FromMinutes(10)));
        var error = Assert.ThrowsAsync<MachineNotReadyException>(() => waiting);
        await world.Time.RunAsync(error);
        Assert.Equal("This machine is not ready after 10 min: boot-finished is not there.", (await error).Message);
        Assert.Equal("MachineNotReady", (await error).ErrorId);
        Assert.Equal(TimeSpan.FromMinutes(10), world.Time.Elapsed);
    }

    [Fact]
    public async Task The_waiting_can_be_ended()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new MachineReadiness(world.Environment).WaitAsync(new ReadinessSettings(ForImageState: false, "boot-finished", TimeSpan.FromMinutes(10)), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Soon());
    }

    [Theory]
    [InlineData("waitForWindowsImageState: true", true, null, 30)]
    [InlineData("waitFor: {file: /boot-finished}", false, "/boot-finished", 30)]
    [InlineData("waitFor: {file: /boot-finished, timeout: 5m}", false, "/boot-finished", 5)]
    [InlineData("waitForWindowsImageState: true\nwaitFor: {timeout: 60m}", true, null, 60)]
    public void The_configuration_says_what_is_waited_for(string yaml, bool forImageState, string? file, int minutes) =>
        Assert.Equal(new ReadinessSettings(forImageState, file, TimeSpan.FromMinutes(minutes)), Parse(yaml).Readiness);

    [Fact]
    public void Without_it_nothing_is_waited_for() => Assert.Null(Parse("waitForWindowsImageState: false").Readiness);

    [Theory]
    [InlineData("waitFor: {timeout: 5m}", "waitFor.file is missing.")]
    [InlineData("waitFor: {file: x, timeout: 0}", "waitFor.timeout")]
    [InlineData("waitForWindowsImageState: later", "waitForWindowsImageState")]
    public void What_makes_no_sense_is_an_error(string yaml, string why) =>
        Assert.Contains(why, Assert.Throws<RunnerConfigException>(() => Parse(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_is_registered_before_and_the_timeline_has_its_step()
    {
        var config = Parse("waitFor: {file: boot-finished, timeout: 1m}");
        var registering = new Runner(world.Environment).RegisterAsync(config, Test.Token);
        await world.Time.RunAsync(Assert.ThrowsAsync<MachineNotReadyException>(() => registering));
        Assert.Empty(world.Http.Requests);
        var step = Assert.Single(world.Environment.Timeline.Timeline.Steps);
        Assert.Equal((RunStep.Readiness, TimelineOutcome.Failed, 60.0), (step.Step, step.Outcome, step.Seconds));
    }

    private Task<TimeSpan> WaitAsync(ReadinessSettings settings) => new MachineReadiness(world.Environment).WaitAsync(settings, Test.Token);

    private static RunnerConfig Parse(string more) => RunnerConfigReader.Parse("runner.yaml", $$"""
        provider: {providerType: static, rootURL: https://tc.example.com, providerID: p, workerPoolID: a/b, workerGroup: g, workerID: w, staticSecret: StaticSecret0123456789StaticSecret0123456789}
        worker: {implementation: dummy}
        {{more}}
        """);
}
