using System.Text;
using System.Text.Json;
using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Logging;

public sealed class StructuredTextTests
{
    [Theory]
    [InlineData("""{"textPayload":"hi"}""", "hi")]
    [InlineData("""{"b":2,"textPayload":"hi","a":1}""", "hi; a: 1; b: 2")]
    [InlineData("""{"b":"two","a":"one"}""", "a: one; b: two")]
    [InlineData("""{"B":1,"a":2}""", "B: 1; a: 2")]
    [InlineData("""{"o":{"z":1,"a":[true,null,"é<&>"]}}""", """o: {"z":1,"a":[true,null,"é<&>"]}""")]
    [InlineData("""{"n":30000000000000000000000000000001}""", "n: 30000000000000000000000000000001")]
    [InlineData("""{"textPayload":7,"a":1}""", "a: 1; textPayload: 7")]
    [InlineData("""{"textPayload":null}""", "textPayload: null")]
    [InlineData("{}", "{}")]
    public void The_text_payload_comes_first_then_the_keys_in_order(string body, string expected)
    {
        using var json = JsonDocument.Parse(body);
        Assert.Equal(expected, TextOf(json.RootElement));
    }

    [Theory]
    [InlineData("""{"textPayload":"\ud800"}""")]
    [InlineData("""{"a":"\udc00"}""")]
    [InlineData("""{"\ud800":1}""")]
    public void A_text_that_is_not_Unicode_is_refused(string body)
    {
        using var json = JsonDocument.Parse(body);
        Assert.Throws<InvalidOperationException>(() => TextOf(json.RootElement));
    }

    private static string TextOf(JsonElement body)
    {
        var text = new ByteBuffer(16);
        StructuredText.Append(body, text);
        return Encoding.UTF8.GetString(text.Written);
    }
}
