using System.Globalization;
using WorkerRunner.Session;

namespace WorkerRunner.Tests.Session;

public sealed class RenewalPlanTests
{
    [Theory]
    [InlineData("4.00:00:00", "3.23:30:00")]
    [InlineData("01:00:00", "00:30:00")]
    [InlineData("00:45:01", "00:15:01")]
    [InlineData("00:45:00", "00:15:00")]
    [InlineData("00:44:59", "00:15:00")]
    [InlineData("00:20:00", "00:15:00")]
    [InlineData("00:09:00", "00:05:00")]
    [InlineData("00:08:30", "00:04:30")]
    [InlineData("00:08:00", "00:04:00")]
    [InlineData("00:01:00", "00:00:30")]
    [InlineData("00:00:40", "00:00:20")]
    [InlineData("00:00:00", "00:00:00")]
    [InlineData("-10.00:00:00", "00:00:00")]
    public void Renewal_is_30_minutes_before_the_expiry_but_neither_too_soon_nor_too_late(string left, string expected) =>
        Assert.Equal(Time(expected), RenewalPlan.Delay(Time(left), random: 0));

    [Theory]
    [InlineData("4.00:00:00", 1, "3.23:20:00")]
    [InlineData("4.00:00:00", 0.5, "3.23:25:00")]
    [InlineData("00:37:00", 1, "00:05:00")]
    [InlineData("00:20:00", 1, "00:05:00")]
    [InlineData("00:20:00", 0.5, "00:10:00")]
    [InlineData("00:10:00", 0.5, "00:05:30")]
    [InlineData("00:08:00", 1, "00:04:00")]
    public void Workers_that_booted_together_do_not_renew_together(string left, double random, string expected) =>
        Assert.Equal(Time(expected), RenewalPlan.Delay(Time(left), random));

    [Theory]
    [InlineData("4.00:00:00", "00:02:00")]
    [InlineData("00:08:00", "00:02:00")]
    [InlineData("00:04:00", "00:01:00")]
    [InlineData("00:01:00", "00:00:15")]
    [InlineData("00:00:40", "00:00:10")]
    [InlineData("00:00:00", "00:00:00")]
    [InlineData("-10.00:00:00", "00:00:00")]
    public void A_worker_is_told_to_end_early_enough_for_its_end_and_its_removal(string left, string reserve)
    {
        var expire = TestTime.Origin + Time(left);
        Assert.Equal(expire - Time(reserve), RenewalPlan.Make(TestTime.Origin, expire, random: 0).TellAt);
    }

    [Fact]
    public void Credentials_of_before_all_times_are_renewed_now() =>
        Assert.Equal(TestTime.Origin, RenewalPlan.Make(TestTime.Origin, DateTimeOffset.MinValue, random: 1).Due);

    [Fact]
    public void Renewal_is_never_before_now_and_leaves_time_for_attempts_before_the_worker_is_told_to_end()
    {
        for (var seconds = -60; seconds < 8000; seconds++)
        {
            var left = TimeSpan.FromSeconds(seconds);
            var expire = TestTime.Origin + left;
            foreach (var random in (double[])[0, 0.5, 1])
            {
                var plan = RenewalPlan.Make(TestTime.Origin, expire, random);
                Assert.True(plan.Due >= TestTime.Origin, $"{seconds} s");
                Assert.True(plan.TellAt - plan.Due >= RenewalPlan.Reserve(left) || seconds <= 0, $"{seconds} s");
                Assert.True(plan.TellAt <= expire, $"{seconds} s");
            }
        }
    }

    private static TimeSpan Time(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
