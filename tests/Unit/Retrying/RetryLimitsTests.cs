using WorkerRunner.Retrying;

namespace WorkerRunner.Tests.Retrying;

public sealed class RetryLimitsTests
{
    [Theory]
    [InlineData(0, 0.5, 1.5)]
    [InlineData(0, 0.0, 1)]
    [InlineData(0, 1.0, 2)]
    [InlineData(1, 0.5, 2.25)]
    [InlineData(2, 0.5, 3.375)]
    [InlineData(8, 0.5, 38.443359375)]
    [InlineData(9, 0.5, 45)]
    [InlineData(9, 0.0, 30)]
    [InlineData(9, 1.0, 60)]
    [InlineData(1000, 0.5, 45)]
    [InlineData(int.MaxValue, 0.5, 45)]
    public void Pauses_grow_by_half_are_up_to_half_shorter_and_end_at_a_minute(int attempt, double random, double seconds) =>
        Assert.Equal(seconds, new RetryLimits().PauseAfter(attempt, random).TotalSeconds, 3);

    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 10, 11)]
    [InlineData(0, 0.5, 10, 15)]
    [InlineData(0, 1, 10, 20)]
    [InlineData(0, 0.5, 600, 630)]
    [InlineData(0, 1, 600, 660)]
    [InlineData(9, 0, 10, 40)]
    public void A_fleet_that_is_asked_to_come_back_at_one_time_does_not_come_at_once(int attempt, double random, int asked, double seconds) =>
        Assert.Equal(seconds, new RetryLimits().PauseAfter(attempt, random, TimeSpan.FromSeconds(asked)).TotalSeconds, 3);
}
