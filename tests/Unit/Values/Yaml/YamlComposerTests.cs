using WorkerRunner.Configuration;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values.Yaml;

public sealed class YamlComposerTests
{
    [Fact]
    public void Aliases_are_what_their_anchors_are() =>
        Assert.Equal("""{"a":{"x":1},"b":{"x":1},"c":[{"x":1},"t"],"d":"t"}""", YamlFile.WorkerConfig("a: &o {x: 1}\nb: *o\nc: [*o, &s t]\nd: *s").ToString());

    [Fact]
    public void An_anchor_given_again_counts_from_there_on() =>
        Assert.Equal("""{"a":1,"b":1,"c":2,"d":2}""", YamlFile.WorkerConfig("a: &x 1\nb: *x\nc: &x 2\nd: *x").ToString());

    [Fact]
    public void Merge_keys_fill_in_what_an_object_has_not_itself() =>
        Assert.Equal(
            """{"base":{"a":1,"b":2},"own":{"b":3,"a":1}}""",
            YamlFile.WorkerConfig("base: &base {a: 1, b: 2}\nown: {<<: *base, b: 3}").ToString());

    [Fact]
    public void Of_several_merged_objects_the_earlier_counts() =>
        Assert.Equal(
            """{"a":1,"b":2,"c":3}""",
            YamlFile.WorkerConfig("x: &x {a: 1}\ny: &y {a: 9, b: 2}\nz: {<<: [*x, *y], c: 3}")["z"] is ConfigObject z
                ? new ConfigObject(z.OrderBy(e => e.Key, StringComparer.Ordinal)).ToString()
                : null);

    [Fact]
    public void A_merge_key_in_quotes_is_an_ordinary_key() => Assert.Equal("""{"<<":{"a":1}}""", YamlFile.WorkerConfig("'<<': {a: 1}").ToString());

    [Fact]
    public void Keys_are_strings_whatever_they_look_like() =>
        Assert.Equal("""{"1":"a","true":"b","~":"c","":"d"}""", YamlFile.WorkerConfig("1: a\ntrue: b\n~: c\n'': d").ToString());

    [Theory]
    [InlineData("a: 1\nb: 2\na: 3", "f:5:3: the key \"a\" is given twice; the first one is at 3:3.")]
    [InlineData("a: *nowhere", "f:3:6: this alias has no anchor before it.")]
    [InlineData("a: &a [*a]", "f:3:10: this alias has no anchor before it.")]
    [InlineData("<<: 7", "f:3:7: a merge key (<<) takes an object or a list of objects.")]
    [InlineData("<<: [7]", "f:3:8: a merge key (<<) takes an object or a list of objects.")]
    [InlineData("? [a]\n: 1", "f:3:5: a key must be a string.")]
    [InlineData("? {a: b}\n: 1", "f:3:5: a key must be a string.")]
    public void What_is_wrong_is_said_with_its_line_and_column(string yaml, string message) =>
        Assert.Equal(message, Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig(yaml)).Message);

    [Theory]
    [InlineData("---")]
    [InlineData("---\nb: 2")]
    [InlineData("---\n[not, closed")]
    [InlineData("...\n---\nb: 2")]
    public void A_second_document_is_ignored_with_a_warning(string more)
    {
        var config = RunnerConfigReader.Parse("f", "provider: {providerType: standalone}\nworker: {implementation: dummy}\n" + more);
        var warning = Assert.Single(config.Warnings);
        Assert.Equal("a second YAML document begins here; it is ignored.", warning.Message);
        Assert.Equal(more.StartsWith('.') ? 4 : 3, warning.Line);
    }

    [Theory]
    [InlineData("a: \"1\u20282\"", "1\u20282")]
    [InlineData("a: '1\u20292'", "1\u20292")]
    [InlineData("a: \"1\u0085  2\"", "1\u0085  2")]
    [InlineData("a: 1\u20282", "1\u20282")]
    [InlineData("a: |\n  1\u20282\n", "1\u20282\n")]
    [InlineData("# 1\u2028b: 2\na: 3\u2028", "3\u2028")]
    [InlineData("a: \"\\L\\P\\N\"", "\u2028\u2029\u0085")]
    public void What_was_a_line_break_in_YAML_1_1_is_a_character(string yaml, string value) => Assert.Equal(value, YamlFile.WorkerConfig(yaml)["a"]);

    [Fact]
    public void Half_a_surrogate_pair_is_U_FFFD() => Assert.Equal("\ufffd\u2028😀\ufffd", YamlFile.WorkerConfig("a: \ud800\u2028😀\udc28")["a"]);

    [Fact]
    public void Such_a_character_is_no_line_in_the_place_of_an_error() =>
        Assert.StartsWith("f:4:6: ", Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig("a: 1\u20282\u20283\nb: *b")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a: *s3cret-value")]
    [InlineData("a: !s3cret-value x")]
    [InlineData("a: !!int s3cret-value")]
    [InlineData("a: !s3cret-value [x]")]
    [InlineData("a: !s3cret-value {x: y}")]
    [InlineData("a: 1234567e99999")]
    [InlineData("a: &s3cret-value &s3cret-value x")]
    [InlineData("a: @s3cret-value")]
    [InlineData("a: %s3cret-value")]
    [InlineData("a: `s3cret-value")]
    [InlineData("a: \"s3cret-value")]
    [InlineData("a: \"\\s3cret-value\"")]
    [InlineData("a: [s3cret-value")]
    [InlineData("a: s3cret-value: x")]
    [InlineData("a: !s3cret-value!x y")]
    [InlineData("%TAG !s3cret-value! x\n---\na: !s3cret-valu!x")]
    public void No_message_quotes_what_may_be_a_secret(string yaml)
    {
        var error = YamlFile.Fails(yaml);
        Assert.DoesNotContain("s3cret", error.ToLogLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", error.ToLogLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("0x")]
    [InlineData("0o")]
    [InlineData("0.")]
    public void A_number_too_long_is_an_error_and_takes_no_time(string start)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var error = Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig("a: " + start + new string('7', 1_000_000)));
        Assert.Equal("f:3:6: a number has more than 1000 characters.", error.Message);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_tab_as_indentation_is_an_error_that_says_so()
    {
        var error = YamlFile.Fails("workerConfig:\n\ta: 1");
        Assert.Equal(2, error.Position!.Value.Line);
        Assert.Equal("YAML does not allow tabs for indentation: use spaces.", error.Advice);
    }

    [Fact]
    public void Nesting_has_a_bound()
    {
        YamlFile.WorkerConfig("a: " + new string('[', 90) + new string(']', 90));
        foreach (var depth in new[] { 101, 1000, 100_000 })
            Assert.Contains("nested more than 100 levels deep", Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig("a: " + new string('[', depth) + new string(']', depth))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_do_not_get_around_the_bound_of_nesting()
    {
        var lines = new List<string> { "a0: &a0 " + Nested("x", 90) };
        for (var i = 1; i < 30; i++) lines.Add($"a{i}: &a{i} " + Nested($"*a{i - 1}", 90));
        var error = Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig(string.Join('\n', lines)));
        Assert.Contains("nested more than 100 levels deep", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, error.Position!.Value.Line);

        static string Nested(string inner, int depth) => new string('[', depth) + inner + new string(']', depth);
    }

    [Fact]
    public void An_alias_bomb_is_refused()
    {
        var lines = new List<string> { "a0: &a0 [x, x, x, x, x, x, x, x, x, x]" };
        for (var i = 1; i < 10; i++) lines.Add($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]");
        var error = Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig(string.Join('\n', lines)));
        Assert.Contains("more than 100000 values, counting what aliases stand for", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_of_merge_keys_is_refused()
    {
        var lines = new List<string> { "a0: &a0 {x: 1}" };
        for (var i = 1; i < 30; i++) lines.Add($"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}], y{i}: 1}}");
        Assert.Throws<RunnerConfigException>(() => YamlFile.WorkerConfig(string.Join('\n', lines)));
    }

    [Theory]
    [InlineData("a: [1")]
    [InlineData("a: {b: 1")]
    [InlineData("a: 'open")]
    [InlineData("a: \"\\q\"")]
    [InlineData("a: @x")]
    [InlineData("a: `x")]
    [InlineData("a: %x")]
    [InlineData("a: b: c")]
    [InlineData("- a\nb: c")]
    [InlineData("a: &x &y z")]
    [InlineData("a: &")]
    [InlineData("a: *")]
    [InlineData("a: ! ! x")]
    [InlineData("a: !<> x")]
    [InlineData("a: !nope!x y")]
    [InlineData("a: |9999\n x")]
    [InlineData("%YAML 9.9\n---\na: 1")]
    [InlineData("%TAG ! !\n%TAG ! !\n---\na: 1")]
    [InlineData("a: \"\\uD800\"")]
    [InlineData("a: \"\\U00110000\"")]
    [InlineData("a: \u0001")]
    public void What_is_not_YAML_is_an_error_with_its_place(string yaml) => Assert.NotNull(YamlFile.Fails(yaml).Position);

    [Fact]
    public void A_NUL_is_not_taken_for_the_end_of_the_file()
    {
        var error = Assert.Throws<RunnerConfigException>(() => RunnerConfigReader.Parse("f", "provider: {providerType: standalone}\nworker: {implementation: dummy}\n#\0\ngetSecrets: false\n"));
        Assert.Equal("f:3:2: the control character 0x00 is not allowed.", error.Message);
    }

    [Fact]
    public void No_text_whatever_gives_another_error()
    {
        string[] pieces =
        [
            "a", "b: ", ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ",", "&x ", "*x", "<<: ", "!!int ", "!t ", "!<", ">", "|", "'", "\"", "\\", "\\u12",
            "#", "%YAML 1.2", "%TAG ! x", "---", "...", "?", "~", "1", "0x", "1e999", "\t", "\r", "\0", "\u0085", "\ufeff", "é", "😀", "\ud800", "provider: ", "worker: ", "@", "`",
        ];
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                RunnerConfigReader.Parse("f", text);
            }
            catch (RunnerConfigException)
            {
                // This is how it is to be.
            }
            catch (Exception e)
            {
                Assert.Fail($"{System.Text.Json.JsonSerializer.Serialize(text)}: {e}");
            }
        }
    }
}
