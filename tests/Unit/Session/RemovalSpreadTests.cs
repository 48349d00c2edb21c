using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

public sealed class RemovalSpreadTests
{
    [Theory]
    [InlineData(120, 0, 0)]
    [InlineData(120, 1, 15)]
    [InlineData(25, 1, 10)]
    [InlineData(25, 0.5, 5)]
    [InlineData(5, 1, 0)]
    [InlineData(-100, 1, 0)]
    public void A_removal_waits_for_up_to_15_seconds_and_half_of_what_is_left(int left, double random, double seconds) =>
        Assert.Equal(seconds, RemovalSpread.Wait(TimeSpan.FromSeconds(left), random).TotalSeconds, 3);

    [Fact]
    public void Where_nobody_said_when_the_instance_goes_it_waits_too() => Assert.Equal(TimeSpan.FromSeconds(7.5), RemovalSpread.Wait(left: null, 0.5));
}
