using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0, "0 s")]
    [InlineData(0.5, "0.5 s")]
    [InlineData(2, "2 s")]
    [InlineData(9.97, "10 s")]
    [InlineData(119, "119 s")]
    [InlineData(119.7, "2 min")]
    [InlineData(150, "2 min 30 s")]
    [InlineData(900, "15 min")]
    [InlineData(899.6, "15 min")]
    [InlineData(7190, "2 h")]
    [InlineData(9000, "2 h 30 min")]
    [InlineData(172800, "2 days")]
    [InlineData(345600, "4 days")]
    [InlineData(349200, "4 days 1 h")]
    public void Durations_as_people_write_them(double seconds, string expected) => Assert.Equal(expected, DurationText.Of(TimeSpan.FromSeconds(seconds)));
}
