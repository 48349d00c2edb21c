using System.Globalization;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-11-23T15:29:30Z")]
    [InlineData("2026-07-23T23:29:30.999-08:00")]
    public void A_point_in_time_is_shown_in_the_zone_of_the_log_with_its_offset(string time)
    {
        var at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
        var shown = TimeText.Of(at);
        var read = DateTimeOffset.ParseExact(shown, "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
        Assert.Equal(at.ToUnixTimeSeconds(), read.ToUnixTimeSeconds());
        Assert.Equal(TimeZoneInfo.Local.GetUtcOffset(at), read.Offset);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void The_ends_of_the_calendar_are_no_error(string time) => Assert.NotEmpty(Test.Time(time));
}
