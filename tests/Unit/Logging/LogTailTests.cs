using System.Text;
using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Logging;

public sealed class LogTailTests
{
    private readonly LogTail tail = new();

    [Fact]
    public void What_is_said_is_given_once_and_in_order()
    {
        Say("one\ntwo");
        Say("three", LogSource.Runner);
        var number = 0L;
        Assert.Equal(["one\ntwo", "three"], Take(ref number));
        Assert.Empty(Take(ref number));
        Say("four");
        Assert.Equal(["four"], Take(ref number));
        Assert.Equal(4, tail.Lines);
        Assert.Equal(TestTime.Origin, tail.LastOutput);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 2)]
    [InlineData(4, 2, 0)]
    [InlineData(99, 3, 0)]
    public void The_last_lines_are_found(int count, int entries, int skip)
    {
        Say("a");
        Say("one\ntwo\nthree");
        Say("last");
        var number = tail.Before(count, out var skipped);
        Assert.Equal(entries, Take(ref number).Count);
        Assert.Equal(skip, skipped);
    }

    /// <summary>Sizes that fit in no way, so that entries go over the ring's end at many places.</summary>
    [Fact]
    public void However_much_is_said_the_newest_is_kept_whole_and_what_is_missing_is_told()
    {
        var random = new Random(42);
        List<string> said = [];
        for (var i = 0; i < 3000; i++)
        {
            said.Add($"{i} " + new string((char)('a' + (i % 26)), random.Next(0, 3000)));
            Say(said[^1]);
        }
        var number = 0L;
        List<string> kept = [];
        var missing = 0L;
        while (tail.TakeAfter(ref number, out var lost) is { Count: > 0 } taken)
        {
            missing += lost;
            kept.AddRange(taken.Select(e => e.Text));
        }
        Assert.Equal(said.Count, missing + kept.Count);
        Assert.Equal(said.Skip((int)missing), kept);
        Assert.InRange(kept.Sum(k => k.Length), LogTail.Capacity - 4000, LogTail.Capacity);
    }

    [Fact]
    public void Of_much_at_once_the_last_lines_are_kept()
    {
        Say(string.Join("\n", Enumerable.Range(0, 100_000)));
        var number = 0L;
        var text = Assert.Single(Take(ref number));
        Assert.EndsWith("\n99998\n99999", text, StringComparison.Ordinal);
        Assert.StartsWith("8", text, StringComparison.Ordinal);
        Assert.Equal(100_000, tail.Lines);
    }

    [Fact]
    public void Short_entries_are_bounded_too()
    {
        for (var i = 0; i < 10_000; i++) Say("");
        var number = 0L;
        Assert.Equal(2000, tail.TakeAfter(ref number, out var lost).Count);
        Assert.Equal(8000, lost);
    }

    [Fact]
    public async Task A_reader_waits_for_what_comes()
    {
        var waiting = Task.Run(() => tail.WaitAfter(0, Test.Hung), Test.Token);
        Say("now");
        await waiting.Soon();
    }

    private List<string> Take(ref long number) => [.. tail.TakeAfter(ref number, out _).Select(e => e.Text)];

    private void Say(string text, LogSource source = LogSource.Worker) =>
        tail.Write(new LogEntry { Time = TestTime.Origin, Source = source, Text = Encoding.UTF8.GetBytes(text) });
}
