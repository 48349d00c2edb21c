using System.Text;
using System.Text.Json;
using WorkerRunner.Logging;

namespace WorkerRunner.Tests.Logging;

public sealed class JsonPropertiesTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "1", "-", "true", "null", " ", "\"type\"", "\"t\\u0079pe\"", "\"t\\ud800\"", "\"x\\ud800\"", "\"a\"",
        "\"type\":\"a\"", "\"type\":1", "\"type\":{\"type\":\"c\"}", "\"b\":[{}]", ",\"type\":\"b\"", ",\"t\\ud800\":1", ",\"\\ud800\":2", "/**/", "\0", "{}",
    ];

    private readonly JsonProperties properties = new();

    [Theory]
    [InlineData("""{"type":"a"}""", "a")]
    [InlineData("""{"type":"a","type":"b"}""", "b")]
    [InlineData("""{"type":"a","x":{"type":"b"},"y":[{"type":"c"}]}""", "a")]
    [InlineData(""" { "x" : [ ] , "t\u0079pe" : "\u00e9" } """, "é")]
    [InlineData("""{"\ud800":1,"type":"a"}""", "a")]
    [InlineData("""{"type":"a","x\ud800":1}""", "a")]
    [InlineData("""{"type":"a","\ud800":1}""", "not Unicode")]
    [InlineData("""{"type":"\ud800"}""", "not Unicode")]
    [InlineData("""{"type":1}""", "none")]
    [InlineData("""{"Type":"a"}""", "none")]
    [InlineData("{}", "none")]
    [InlineData("""{"type":"a"} {}""", "no JSON")]
    [InlineData("""{"type":"a"}}""", "no JSON")]
    [InlineData("""{"type":"a","b":{"c":}}""", "no JSON")]
    [InlineData("""{"type":"a",}""", "no JSON")]
    [InlineData("""{"type":"a" /**/}""", "no JSON")]
    [InlineData("{", "no JSON")]
    public void The_last_property_of_a_name_is_found(string json, string expected) => Assert.Equal(expected, TypeOf(json));

    [Theory]
    [InlineData(9_999, "a")]
    [InlineData(10_000, "no JSON")]
    public void What_is_nested_as_deep_as_Go_allows_is_read(int depth, string expected) =>
        Assert.Equal(expected, TypeOf($$"""{"type":"a","b":{{new string('[', depth)}}{{new string(']', depth)}}}"""));

    [Fact]
    public void What_is_found_is_what_a_tree_finds()
    {
        var random = new Random(4711);
        for (var i = 0; i < 100_000; i++)
        {
            var json = "{" + string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pieces[random.Next(Pieces.Length)])) + "}";
            var (expected, found) = (TypeInTree(json), TypeOf(json));
            Assert.True(expected == found, $"{json}: {expected}, {found}");
        }
    }

    private string TypeOf(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        return Outcome(() =>
        {
            properties.Read(bytes);
            return properties.TryFindLast(bytes, "type"u8, out var type) && type.Kind == JsonTokenType.String ? type.Value.Text(bytes) : "none";
        });
    }

    private static string TypeInTree(string json) => Outcome(() =>
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "none";
    });

    private static string Outcome(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (JsonException)
        {
            return "no JSON";
        }
        catch (InvalidOperationException)
        {
            return "not Unicode";
        }
    }
}
