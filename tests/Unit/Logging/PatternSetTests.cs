using System.Text;
using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Logging;

public sealed class PatternSetTests
{
    [Fact]
    public void An_empty_set_finds_nothing()
    {
        var none = new PatternSet([]);
        Assert.Equal(-1, none.IndexIn("text"u8, out var length));
        Assert.Equal(0, length);
        Assert.Equal(0, none.Longest);
    }

    [Fact]
    public void It_finds_what_looking_everywhere_finds()
    {
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            // Few different bytes, so that sequences begin alike, overlap and hold each other.
            var patterns = Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomBytes(random, random.Next(2, 24))).ToList();
            var text = RandomBytes(random, random.Next(60));
            if (random.Next(2) == 0) text = [.. text, .. patterns[0], .. RandomBytes(random, random.Next(5))];

            var at = new PatternSet(patterns).IndexIn(text, out var length);
            Assert.True((at, length) == Naive(patterns, text), $"{string.Join(' ', patterns.Select(Encoding.ASCII.GetString))} in {Encoding.ASCII.GetString(text)}");
        }
    }

    private static (int At, int Length) Naive(List<byte[]> patterns, byte[] text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var longest = patterns.Where(p => text.AsSpan(at).StartsWith(p)).Select(p => p.Length).DefaultIfEmpty().Max();
            if (longest > 0) return (at, longest);
        }
        return (-1, 0);
    }

    private static byte[] RandomBytes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (byte)('a' + random.Next(2)))];
}
