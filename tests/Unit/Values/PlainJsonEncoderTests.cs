using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class PlainJsonEncoderTests
{
    [Theory]
    [InlineData("é<&>+'\u007f😀", "\"é<&>+'\u007f😀\"")]
    [InlineData("\"\\\n\r\t\b\f\0\u001f", "\"\\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u001f\"")]
    public void Only_what_JSON_demands_is_escaped(string text, string expected) => Assert.Equal(expected, ConfigJson.ToText(text, SecretText.Masked));

    [Fact]
    public void Any_text_comes_back_as_it_was()
    {
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => RandomCharacter(random)));
            using var json = JsonDocument.Parse(ConfigJson.ToText(text, SecretText.Masked));
            Assert.Equal(text, json.RootElement.GetString());
        }
    }

    private static string RandomCharacter(Random random) => random.Next(4) switch
    {
        0 => ((char)random.Next(' ')).ToString(),
        1 => ((char)random.Next(' ', 0x80)).ToString(),
        2 => ((char)random.Next(0x80, 0xd800)).ToString(),
        _ => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
    };
}
