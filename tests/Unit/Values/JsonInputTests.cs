using System.Text;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class JsonInputTests
{
    [Theory]
    [InlineData("", "it is empty.")]
    [InlineData("s3cret", "it is not valid JSON from line 1, byte 1 on, or ends too early.")]
    [InlineData("{\"a\":s3cret}", "it is not valid JSON from line 1, byte 6 on, or ends too early.")]
    [InlineData("{\n\"a\":\"s3cret", "it is not valid JSON from line 2, byte 12 on, or ends too early.")]
    [InlineData("{\"s3cret\" 1}", "it is not valid JSON from line 1, byte 11 on, or ends too early.")]
    [InlineData("{\"a\":tr_s3cret}", "it is not valid JSON from line 1, byte 8 on, or ends too early.")]
    [InlineData("{\"a\":\"\\s3cret\"}", "it is not valid JSON from line 1, byte 8 on, or ends too early.")]
    public void What_is_wrong_is_said_by_its_place_without_quoting_it(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => JsonInput.Parse(json)).Message);

    [Fact]
    public void No_damage_makes_it_quote_what_it_reads()
    {
        var whole = Encoding.UTF8.GetBytes("""{"credentials":{"accessToken":"s3cret-value"},"n":[1.5,true,null],"x":"s3cret-value"}""");
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var damaged = (byte[])whole.Clone();
            for (var n = random.Next(1, 4); n > 0; n--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                JsonInput.Parse(damaged.AsMemory(0, random.Next(damaged.Length + 1))).Dispose();
            }
            catch (FormatException e)
            {
                Assert.Matches("^it is (empty|not valid JSON from line [0-9]+, byte [0-9]+ on, or ends too early)[.]$", e.Message);
            }
        }
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over() => JsonInput.Parse("\ufeff{}").Dispose();

    [Fact]
    public void A_document_may_have_a_thousand_levels()
    {
        JsonInput.Parse(new string('[', 1000) + new string(']', 1000)).Dispose();
        Assert.Throws<FormatException>(() => JsonInput.Parse(new string('[', 1001) + new string(']', 1001)));
    }

    [Theory]
    [InlineData("\"\\ud800\"", "\"\\ufffd\"")]
    [InlineData("\"\\uD83D\\uDE00\\uD83D\"", "\"\\uD83D\\uDE00\\ufffd\"")]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\"")]
    [InlineData("\"\\\\ud800\\n\"", "\"\\\\ud800\\n\"")]
    [InlineData("\"\\ud83d\\\\ude00\"", "\"\\ufffd\\\\ude00\"")]
    [InlineData("\"\\ud83", "\"\\ud83")]
    [InlineData("\"\\", "\"\\")]
    public void Half_a_pair_of_escapes_becomes_U_FFFD(string json, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(JsonInput.AsUnicode(Encoding.UTF8.GetBytes(json)).ToArray()));

    [Fact]
    public void Bytes_that_are_no_UTF8_become_U_FFFD() =>
        Assert.Equal("\"a\ufffdb\"", Encoding.UTF8.GetString(JsonInput.AsUnicode(new byte[] { (byte)'"', (byte)'a', 0xff, (byte)'b', (byte)'"' }).ToArray()));

    [Fact]
    public void What_is_Unicode_is_not_copied()
    {
        ReadOnlyMemory<byte> json = "{\"a\":\"\\ud83d\\ude00é\"}"u8.ToArray();
        Assert.True(json.Equals(JsonInput.AsUnicode(json)));
    }
}
