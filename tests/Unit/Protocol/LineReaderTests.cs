using System.Text;
using WorkerRunner.Protocol;

namespace WorkerRunner.Tests.Protocol;

public sealed class LineReaderTests
{
    private const string Conversation =
        "first\n\n~{\"a\":1}\n  ~{\"b\":2}\t\r\nnot ~{a message}\n~{\r\n~{}\n~ {}\n~{no}x\nwindows\r\nlast ~{}";

    private static readonly string[] Expected =
    [
        "output first", "output ", "message {\"a\":1}", "message {\"b\":2}", "output not ~{a message}", "output ~{\r",
        "message {}", "output ~ {}", "output ~{no}x", "output windows\r", "output last ~{}",
    ];

    [Fact]
    public void Lines_are_the_same_wherever_the_stream_is_split()
    {
        var bytes = Encoding.UTF8.GetBytes(Conversation);
        for (var first = 0; first <= bytes.Length; first++)
            for (var second = first; second <= bytes.Length; second += 7)
                Assert.Equal(Expected, Read([bytes[..first], bytes[first..second], bytes[second..]]).Said);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Lines_are_the_same_for_blocks_of_every_size(int size) =>
        Assert.Equal(Expected, Read(Encoding.UTF8.GetBytes(Conversation).Chunk(size)).Said);

    [Fact]
    public void Lines_around_the_ends_of_its_buffer_are_kept_whole()
    {
        foreach (var length in new[] { 65534, 65535, 65536, 65537, 131071, 131072, 131073, LineReader.LongestLine - 2, LineReader.LongestLine - 1 })
        {
            var line = new string('x', length);
            Assert.Equal(["output " + line, "output y"], Read([Encoding.UTF8.GetBytes(line + "\ny")]).Said);
            Assert.Equal(["message {" + line[3..] + "}"], Read([Encoding.UTF8.GetBytes("~{" + line[3..] + "}")]).Said);
        }

    }

    [Fact]
    public void Output_in_one_block_is_passed_on_in_one_call()
    {
        var receiver = Read(["a\nb\nc\n"u8.ToArray()]);
        Assert.Equal(["output a", "output b", "output c"], receiver.Said);
        Assert.Equal(1, receiver.OutputCalls);
    }

    [Fact]
    public void What_the_receiver_takes_for_no_message_stays_output_in_its_place()
    {
        var receiver = new Receiver { Refuses = "{bad}" };
        Read(["a\n~{good}\nb\n  ~{bad} \nc\n~{good}\n"u8.ToArray()], receiver);
        Assert.Equal(["output a", "message {good}", "output b", "output   ~{bad} ", "output c", "message {good}"], receiver.Said);
    }

    [Theory]
    [InlineData("~{\"type\":\"log\"}", "message {\"type\":\"log\"}")]
    [InlineData("plain", "output plain")]
    [InlineData("", null)]
    public void The_last_line_needs_no_line_feed(string text, string? expected) =>
        Assert.Equal(expected is null ? [] : [expected], Read([Encoding.UTF8.GetBytes(text)]).Said);

    [Fact]
    public void Bytes_that_are_no_text_pass_unchanged()
    {
        byte[] bytes = [0xff, 0xfe, 0x00, 0xc3, 0x28, (byte)'\n', 0x80];
        Assert.Equal(bytes, Read([[.. bytes, (byte)'\n']]).Bytes);
    }

    [Fact]
    public void A_line_of_100_MB_costs_no_more_memory_than_the_longest_that_is_kept()
    {
        const long length = 100_000_000;
        var receiver = new Counter();
        var before = GC.GetAllocatedBytesForCurrentThread();
        new LineReader(new EndlessLine(length, "\nnext\n"), receiver).ReadToEnd();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 4 * LineReader.LongestLine);
        Assert.Equal(length, receiver.FirstLine + receiver.Dropped);
        Assert.InRange(receiver.FirstLine, LineReader.LongestLine / 2, LineReader.LongestLine);
        Assert.Equal(["cut", "next"], receiver.After);
    }

    [Fact]
    public void A_line_too_long_at_the_end_is_counted_too()
    {
        var receiver = new Counter();
        new LineReader(new EndlessLine(3_000_001, ""), receiver).ReadToEnd();
        Assert.Equal(3_000_001, receiver.FirstLine + receiver.Dropped);
        Assert.Equal(["cut"], receiver.After);
    }

    [Fact]
    public void Many_lines_too_long_lose_nothing_between_them()
    {
        var line = new string('x', 2_500_000);
        var receiver = Read([Encoding.UTF8.GetBytes($"a\n{line}\n\nb\n{line}\n~{{}}\n{line}")]);
        Assert.Equal(
            ["output a", "long", "cut", "output ", "output b", "long", "cut", "message {}", "long", "cut"],
            receiver.Said.Select(s => s.Length > 1000 ? "long" : s.StartsWith("cut", StringComparison.Ordinal) ? "cut" : s));
    }

    private static Receiver Read(IEnumerable<byte[]> blocks, Receiver? receiver = null)
    {
        receiver ??= new Receiver();
        var input = new ScriptedInput();
        foreach (var block in blocks.Where(b => b.Length > 0)) input.Add(block);
        input.End();
        new LineReader(input, receiver).ReadToEnd();
        return receiver;
    }

    private sealed class Receiver : ILineReceiver
    {
        public List<string> Said { get; } = [];

        public List<byte> Bytes { get; } = [];

        public int OutputCalls { get; private set; }

        public string? Refuses { get; init; }

        public void OnOutput(ReadOnlySpan<byte> lines)
        {
            OutputCalls++;
            Bytes.AddRange(lines);
            Said.AddRange(Encoding.UTF8.GetString(lines).Split('\n').Select(l => "output " + l));
        }

        public bool OnMessage(ReadOnlyMemory<byte> json)
        {
            var text = Encoding.UTF8.GetString(json.Span);
            if (text == Refuses) return false;
            Said.Add("message " + text);
            return true;
        }

        public void OnCut(ReadOnlySpan<byte> kept, long dropped)
        {
            OnOutput(kept);
            Said.Add($"cut {dropped}");
        }
    }

    private sealed class Counter : ILineReceiver
    {
        public long FirstLine { get; private set; }

        public long Dropped { get; private set; }

        public List<string> After { get; } = [];

        public void OnOutput(ReadOnlySpan<byte> lines)
        {
            if (FirstLine == 0) FirstLine = lines.Length;
            else After.Add(Encoding.UTF8.GetString(lines));
        }

        public bool OnMessage(ReadOnlyMemory<byte> json) => throw new InvalidOperationException("There is no message.");

        public void OnCut(ReadOnlySpan<byte> kept, long dropped)
        {
            OnOutput(kept);
            Dropped = dropped;
            After.Add("cut");
        }
    }

    /// <summary>A line that is made while it is read.</summary>
    private sealed class EndlessLine(long length, string end) : ReadOnlyStream
    {
        private long left = length;
        private byte[] rest = Encoding.UTF8.GetBytes(end);

        protected override int Take(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, left);
            buffer[..count].Fill((byte)'x');
            left -= count;
            if (count > 0) return count;
            count = Math.Min(buffer.Length, rest.Length);
            rest.AsSpan(0, count).CopyTo(buffer);
            rest = rest[count..];
            return count;
        }
    }
}
