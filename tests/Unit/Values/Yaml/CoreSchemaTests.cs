using System.Numerics;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values.Yaml;

public sealed class CoreSchemaTests
{
    [Theory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("y")]
    [InlineData("tRue")]
    [InlineData("nULL")]
    [InlineData("1_000")]
    [InlineData("0b1")]
    [InlineData("-0x1")]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("0o8")]
    [InlineData("1:30")]
    [InlineData("2026-11-23")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("e1")]
    [InlineData("+")]
    [InlineData("-.")]
    [InlineData(".")]
    [InlineData("٣")]
    [InlineData("1 2")]
    [InlineData("=")]
    public void What_the_core_schema_does_not_name_is_a_string(string text) => Assert.Equal(text, Read(text));

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("FALSE", false)]
    [InlineData("null", null)]
    [InlineData("Null", null)]
    [InlineData("NULL", null)]
    [InlineData("~", null)]
    [InlineData("", null)]
    public void Booleans_and_nulls_are_those_of_the_core_schema(string text, object? expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("007", 7L)]
    [InlineData("+12", 12L)]
    [InlineData("-12", -12L)]
    [InlineData("0x1F", 31L)]
    [InlineData("0xff", 255L)]
    [InlineData("0o17", 15L)]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Whole_numbers_are_decimal_octal_or_hexadecimal(string text, long expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("123456789012345678901234567890")]
    public void Whole_numbers_of_any_size_stay_whole(string text) => Assert.Equal(BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture), Read(text));

    [Fact]
    public void A_hexadecimal_number_of_any_size_stays_whole() => Assert.Equal(BigInteger.Pow(16, 30) - 1, Read("0x" + new string('f', 30)));

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-1.5e3", -1500.0)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("1E-2", 0.01)]
    [InlineData("0.0", 0.0)]
    public void Other_numbers_are_doubles(string text, double expected) => Assert.Equal(expected, Read(text));

    [Theory]
    [InlineData(".inf")]
    [InlineData("-.Inf")]
    [InlineData(".NaN")]
    [InlineData("1e999")]
    public void What_JSON_cannot_hold_is_an_error_at_its_place(string text)
    {
        var error = Assert.Throws<RunnerConfigException>(() => Read(text));
        Assert.StartsWith("f:3:6: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'1'", "1")]
    [InlineData("\"true\"", "true")]
    [InlineData("!!str 12", "12")]
    [InlineData("! 12", "12")]
    [InlineData("!!int \"5\"", 5L)]
    [InlineData("!!float 5", 5.0)]
    [InlineData("!!float 1.5", 1.5)]
    [InlineData("!!bool 'true'", true)]
    [InlineData("!!null ''", null)]
    public void Quotes_and_tags_say_what_is_meant(string yaml, object? expected) => Assert.Equal(expected, Read(yaml));

    [Theory]
    [InlineData("!!int x")]
    [InlineData("!!bool yes")]
    [InlineData("!!float x")]
    [InlineData("!!binary aGk=")]
    [InlineData("!custom x")]
    [InlineData("!!seq x")]
    [InlineData("!!map [1]")]
    [InlineData("!!seq {a: 1}")]
    public void A_tag_that_does_not_fit_is_an_error_at_its_place(string yaml)
    {
        var error = Assert.Throws<RunnerConfigException>(() => Read(yaml));
        Assert.StartsWith("f:3:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_go_to_JSON_as_they_were_written()
    {
        foreach (var number in new[] { "0", "-1", "9007199254740993", "18446744073709551616", "123456789012345678901234567890", "-123456789012345678901234567890", "1.5", "0.1" })
            Assert.Equal($$"""{"v":{{number}}}""", YamlFile.WorkerConfig("v: " + number).ToString());
    }

    private static object? Read(string yaml) => YamlFile.WorkerConfig("v: " + yaml)["v"];
}
