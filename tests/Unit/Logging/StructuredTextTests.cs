using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Logging;

public sealed class StructuredTextTests
{
    // Names and strings that are easily mixed up: escaped or not, each other's beginnings, no Unicode, in the order of no two encodings.
    private static readonly string[] Texts =
        ["textPayload", "t\\u0065xtPayload", "textPayloae", "textPayloa", "a", "b", "B", "", "é", "\\u00e9", "😀", "\\ud83d\\ude00", "x\\ud800", "\\udc00", "\\\"\\n", "<&>"];

    [Theory]
    [InlineData("""{"textPayload":"hi"}""", "hi")]
    [InlineData("""{"b":2,"textPayload":"hi","a":1}""", "hi; a: 1; b: 2")]
    [InlineData("""{"b":"two","a":"one"}""", "a: one; b: two")]
    [InlineData("""{"B":1,"a":2}""", "B: 1; a: 2")]
    [InlineData("""{"o":{"z":1,"a":[true,null,"é<&>"]}}""", """o: {"z":1,"a":[true,null,"é<&>"]}""")]
    [InlineData("""{ "o" : [ 1 , { } ] , "n" : 1 }""", """n: 1; o: [1,{}]""")]
    [InlineData("""{"n":30000000000000000000000000000001}""", "n: 30000000000000000000000000000001")]
    [InlineData("""{"textPayload":7,"a":1}""", "a: 1; textPayload: 7")]
    [InlineData("""{"textPayload":null}""", "textPayload: null")]
    [InlineData("""{"textPayload":"a","textPayload":"b"}""", "b")]
    [InlineData("""{"textPayload":1,"textPayload":"b"}""", "b; textPayload: 1")]
    [InlineData("""{"textPayload":"a","textPayload":1}""", "textPayload: 1")]
    [InlineData("""{"b":1,"b":2,"a":0,"b":3}""", "a: 0; b: 1; b: 2; b: 3")]
    [InlineData("""{"textPayload":"\ud800","textPayload":"b"}""", "b")]
    [InlineData("""{"t\u0065xtPayload":"\u00e9\n"}""", "é\n")]
    [InlineData("""{"textPayload":"","a":1}""", "a: 1")]
    [InlineData("""{"textPayload":""}""", "{}")]
    [InlineData("{}", "{}")]
    public void The_text_payload_comes_first_then_the_keys_in_order(string body, string expected) => Assert.Equal(expected, TextOf(body));

    [Theory]
    [InlineData("""{"textPayload":"\ud800"}""")]
    [InlineData("""{"a":"\udc00"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a":["\ud800"]}""")]
    public void A_text_that_is_not_Unicode_is_refused_and_leaves_nothing(string body)
    {
        var text = new ByteBuffer(16);
        Assert.Throws<InvalidOperationException>(() => new StructuredText().Append(Encoding.UTF8.GetBytes(body), text));
        Assert.Equal(0, text.Length);
    }

    [Fact]
    public void It_says_of_any_object_what_the_rule_says_of_its_tree()
    {
        var random = new Random(4711);
        var text = new StructuredText();
        for (var i = 0; i < 20_000; i++)
        {
            var body = RandomObject(random, depth: 0);
            var (expected, said) = (ByRule(body), TextOf(body, text));
            Assert.True(expected == said, $"{body}\n{expected}\n{said}");
        }
    }

    private static string TextOf(string body, StructuredText? with = null)
    {
        var text = new ByteBuffer(16);
        try
        {
            (with ?? new StructuredText()).Append(Encoding.UTF8.GetBytes(body), text);
        }
        catch (InvalidOperationException) when (with is not null)
        {
            return "refused";
        }
        return Encoding.UTF8.GetString(text.Written);
    }

    private static string ByRule(string body)
    {
        using var json = JsonDocument.Parse(body);
        try
        {
            var properties = json.RootElement.EnumerateObject().ToList();
            var parts = properties
                .Where(p => p.Name != "textPayload" || p.Value.ValueKind != JsonValueKind.String)
                .OrderBy(p => Encoding.UTF8.GetBytes(p.Name), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
                .Select(p => $"{p.Name}: {ValueText(p.Value)}")
                .ToList();
            if (json.RootElement.TryGetProperty("textPayload", out var payload) && payload.ValueKind == JsonValueKind.String && payload.GetString() is { Length: > 0 } main)
                parts.Insert(0, main);
            return parts.Count == 0 ? "{}" : string.Join("; ", parts);
        }
        catch (InvalidOperationException)
        {
            return "refused";
        }
    }

    private static string ValueText(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return value.GetRawText();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string RandomObject(Random random, int depth) =>
        "{" + string.Join(",", Enumerable.Range(0, random.Next(5)).Select(_ => $"{Space(random)}{RandomText(random)}{Space(random)}:{RandomValue(random, depth)}{Space(random)}")) + "}";

    private static string RandomValue(Random random, int depth) => random.Next(depth < 2 ? 9 : 7) switch
    {
        0 => "null",
        1 => "true",
        2 => "-1.50e2",
        < 7 => RandomText(random),
        7 => RandomObject(random, depth + 1),
        _ => $"[{RandomValue(random, depth + 1)}, {RandomValue(random, depth + 1)}]",
    };

    // Mostly what is Unicode: one text that is not makes the whole object be refused.
    private static string RandomText(Random random)
    {
        var text = Texts[random.Next(Texts.Length)];
        return text.StartsWith("x\\ud800", StringComparison.Ordinal) || text == "\\udc00" ? $"\"{Texts[random.Next(Texts.Length)]}\"" : $"\"{text}\"";
    }

    private static string Space(Random random) => random.Next(8) == 0 ? " \t" : "";
}
