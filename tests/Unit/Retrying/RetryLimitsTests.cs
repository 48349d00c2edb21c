using WorkerRunner.Retrying;

namespace WorkerRunner.Tests.Retrying;

public sealed class RetryLimitsTests
{
    [Theory]
    [InlineData(0, 0.5, 0.5)]
    [InlineData(0, 0.0, 0.25)]
    [InlineData(0, 1.0, 0.75)]
    [InlineData(1, 0.5, 0.75)]
    [InlineData(2, 0.5, 1.125)]
    [InlineData(11, 0.5, 43.248779296875)]
    [InlineData(12, 0.5, 60)]
    [InlineData(12, 0.0, 30)]
    [InlineData(12, 1.0, 60)]
    [InlineData(1000, 0.5, 60)]
    [InlineData(int.MaxValue, 0.5, 60)]
    public void Pauses_grow_by_half_spread_by_half_and_end_at_a_minute(int attempt, double random, double seconds) =>
        Assert.Equal(seconds, new RetryLimits().PauseAfter(attempt, random).TotalSeconds, 3);
}
