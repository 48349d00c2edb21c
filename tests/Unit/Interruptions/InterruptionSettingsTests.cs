using WorkerRunner.Interruptions;

namespace WorkerRunner.Tests.Interruptions;

public sealed class InterruptionSettingsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("interruptions:")]
    [InlineData("interruptions: {}")]
    public void Without_settings_there_are_defaults(string lines)
    {
        var settings = YamlFile.Read(lines).Interruptions;
        Assert.Equal(["Reboot", "Redeploy", "Preempt", "Terminate"], settings.EventTypes);
        Assert.True(settings is { Acknowledge: false, ActOnAdvisory: false });
    }

    [Fact]
    public void Everything_can_be_set()
    {
        var settings = YamlFile.Read("interruptions: {eventTypes: [Freeze, Preempt], acknowledge: true, actOnAdvisory: true}").Interruptions;
        Assert.Equal(["Freeze", "Preempt"], settings.EventTypes);
        Assert.True(settings is { Acknowledge: true, ActOnAdvisory: true });
    }

    [Fact]
    public void No_event_type_at_all_is_possible() => Assert.Empty(YamlFile.Read("interruptions: {eventTypes: []}").Interruptions.EventTypes);

    [Theory]
    [InlineData("interruptions: 7", "f:1:16: interruptions must be an object, but is a whole number.")]
    [InlineData("interruptions: {eventTypes: Freeze}", "f:1:29: interruptions.eventTypes must be a list of strings, but is a string.")]
    [InlineData("interruptions: {eventTypes: [Freeze, 7]}", "f:1:38: interruptions.eventTypes must be a list of strings, but is a whole number.")]
    [InlineData("interruptions: {eventTypes: [freeze]}", "f:1:17: interruptions.eventTypes: \"freeze\" is not an event type. Did you mean \"Freeze\"?")]
    [InlineData("interruptions: {acknowledge: yes}", "f:1:30: interruptions.acknowledge must be true or false, but is a string.")]
    [InlineData("interruptions: {actOnAdvisory: 1}", "f:1:32: interruptions.actOnAdvisory must be true or false, but is a whole number.")]
    [InlineData("shutdownOnFailure: yes", "f:1:20: shutdownOnFailure must be true or false, but is a string.")]
    public void What_is_wrong_is_named_with_its_place(string lines, string message) => Assert.Equal(message, YamlFile.Fails(lines).Message);

    [Fact]
    public void Keys_that_are_not_known_warn() => Assert.Equal(
        ["f:2:1: shutDownOnFailure is not known and is ignored. Did you mean \"shutdownOnFailure\"?", "f:1:17: interruptions.eventtypes is not known and is ignored. Did you mean \"eventTypes\"?"],
        YamlFile.Read("interruptions: {eventtypes: [Freeze]}\nshutDownOnFailure: true").Warnings.Select(w => w.ToString()));

    [Fact]
    public void A_failed_start_shuts_nothing_down_unless_that_is_set()
    {
        Assert.False(YamlFile.Read("").ShutdownOnFailure);
        Assert.True(YamlFile.Read("shutdownOnFailure: true").ShutdownOnFailure);
    }

    [Fact]
    public void Known_event_types_are_helped_with() =>
        Assert.Equal("Valid values:  Freeze, Reboot, Redeploy, Preempt, Terminate.", YamlFile.Fails("interruptions: {eventTypes: [x]}").Advice);

    [Fact]
    public void Two_defaults_are_equal() => Assert.Equal(InterruptionSettings.Default, YamlFile.Read("").Interruptions);
}
