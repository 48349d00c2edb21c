using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Taskcluster;

public sealed class ServerClockTests
{
    private readonly TestTime time = new();
    private readonly ServerClock clock;

    public ServerClockTests() => clock = new ServerClock(time);

    [Fact]
    public void Until_it_is_known_to_differ_it_is_ours() => Assert.Equal((TimeSpan.Zero, TestTime.Origin), (clock.Offset, clock.Now));

    [Theory]
    [InlineData(-840, true)]
    [InlineData(60, true)]
    [InlineData(59, false)]
    [InlineData(4, false)]
    public void A_date_tells_the_offset_and_whether_it_is_worth_a_word(int seconds, bool isNews)
    {
        Assert.Equal(isNews, clock.Learn(TestTime.Origin.AddSeconds(seconds)));
        Assert.Equal(TimeSpan.FromSeconds(Math.Abs(seconds) < 5 ? 0 : seconds), clock.Offset);
        Assert.False(clock.Learn(TestTime.Origin.AddSeconds(seconds)));
    }

    [Fact]
    public void A_date_at_the_end_of_the_calendar_is_not_believed()
    {
        Assert.False(clock.Learn(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        Assert.Equal(TimeSpan.Zero, clock.Offset);
    }

    [Fact]
    public void Time_that_passes_changes_nothing_of_it()
    {
        clock.Learn(TestTime.Origin.AddHours(-8));
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(TimeSpan.FromHours(-8), clock.Offset);
        Assert.Equal(clock.Now, clock.Latest);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(-8)]
    [InlineData(12)]
    public void A_clock_that_is_set_makes_it_forget_and_nothing_comes_too_late(int hours)
    {
        // Ours is wrong by so much, and is set right an hour later.
        clock.Learn(TestTime.Origin.AddHours(-hours));
        time.Advance(TimeSpan.FromHours(1));
        var right = TestTime.Origin.AddHours(1 - hours);
        time.AdjustTime(right);
        Assert.Equal(TimeSpan.Zero, clock.Offset);
        Assert.Equal(right, clock.Now);
        Assert.True(clock.Latest >= right);

        clock.Learn(right);
        Assert.Equal(right, clock.Latest);
    }

    [Fact]
    public void A_clock_that_is_set_wrong_does_not_make_it_earlier()
    {
        clock.Learn(TestTime.Origin);
        time.Advance(TimeSpan.FromHours(1));
        time.AdjustTime(TestTime.Origin.AddHours(-11));
        Assert.Equal(TestTime.Origin.AddHours(1), clock.Latest);
    }
}
