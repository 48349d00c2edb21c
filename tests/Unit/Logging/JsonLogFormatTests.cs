using System.Text;
using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Logging;

public sealed class JsonLogFormatTests
{
    private readonly ByteBuffer output = new(16);
    private readonly JsonLogFormat format = new();

    [Fact]
    public void An_entry_is_an_object_on_a_line_of_its_own()
    {
        var time = new DateTimeOffset(2026, 11, 23, 15, 29, 30, 7, TimeSpan.FromHours(-8));
        format.Append(new LogEntry { Time = time, Level = LogLevel.Warning, EventId = 103, Text = "one\ntwo \"é\""u8 }, output);
        Assert.Equal(
            """{"time":"2026-11-23T15:29:30.007-08:00","level":"warning","source":"runner","eventId":103,"message":"one\ntwo \"é\""}""" + "\n",
            Encoding.UTF8.GetString(output.Written));
    }

    [Fact]
    public void Each_line_of_a_worker_is_an_entry()
    {
        Append("a\r\n\nb", body: null);
        Assert.Equal(["a", "", "b"], Lines().Select(l => l.GetProperty("message").GetString()));
        Assert.All(Lines(), l => Assert.Equal("worker", l.GetProperty("source").GetString()));
    }

    [Fact]
    public void A_structured_entry_stays_structured()
    {
        Append("text; n: 9007199254740993", ConfigObject.Empty.Set("textPayload", "text").Set("n", 9007199254740993));
        Assert.Equal("""{"textPayload":"text","n":9007199254740993}""", Assert.Single(Lines()).GetProperty("body").GetRawText());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_replaced()
    {
        format.Append(new LogEntry { Source = LogSource.Worker, Text = [0x61, 0xff, 0x00, 0x62] }, output);
        Assert.Equal("a\ufffd\0b", Assert.Single(Lines()).GetProperty("message").GetString());
    }

    [Fact]
    public void Every_level_has_its_name()
    {
        foreach (var level in Enum.GetValues<LogLevel>().Order()) format.Append(new LogEntry { Level = level }, output);
        Assert.Equal(["debug", "verbose", "information", "warning", "error"], Lines().Select(l => l.GetProperty("level").GetString()));
    }

    private void Append(string text, ConfigObject? body) =>
        format.Append(new LogEntry { Source = LogSource.Worker, Text = Encoding.UTF8.GetBytes(text), Body = body }, output);

    private IEnumerable<JsonElement> Lines() =>
        Encoding.UTF8.GetString(output.Written).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l));
}
