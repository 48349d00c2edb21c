using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData(4096L, 4096)]
    [InlineData("1KB", 1024)]
    [InlineData("10MB", 10 * 1024 * 1024)]
    [InlineData("10 mb", 10 * 1024 * 1024)]
    [InlineData("3GB", 3L * 1024 * 1024 * 1024)]
    public void Sizes_are_read_as_people_write_them(object value, long expected)
    {
        Assert.True(ByteSize.TryParse(value, out var size));
        Assert.Equal(expected, size);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData("0MB")]
    [InlineData("-1MB")]
    [InlineData("1.5MB")]
    [InlineData("MB")]
    [InlineData("4096")]
    [InlineData("9999999999999GB")]
    [InlineData(true)]
    [InlineData(null)]
    public void What_is_no_size_is_refused(object? value) => Assert.False(ByteSize.TryParse(value, out _));
}
