using System.Collections;
using System.Numerics;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Values;

public sealed class ConfigObjectTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"b":2}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("""{"o":{"a":1,"b":{"c":2}}}""", """{"o":{"b":{"d":3}}}""", """{"o":{"a":1,"b":{"c":2,"d":3}}}""")]
    [InlineData("""{"l":[1,2]}""", """{"l":[2,{"x":1}]}""", """{"l":[1,2,2,{"x":1}]}""")]
    [InlineData("""{"a":[1]}""", """{"a":"text"}""", """{"a":"text"}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":null}""", """{"a":{"b":1}}""", """{"a":{"b":1}}""")]
    [InlineData("{}", "{}", "{}")]
    public void Merging_goes_key_by_key(string lower, string higher, string expected)
    {
        var (low, high) = (Json(lower), Json(higher));
        Assert.Equal(expected, low.Merge(high).ToString());
        Assert.Equal(lower, low.ToString());
        Assert.Equal(higher, high.ToString());
    }

    [Fact]
    public void Merging_in_layers_is_the_same_in_whichever_order_the_layers_are_joined()
    {
        var random = new Random(4711);
        for (var i = 0; i < 300; i++)
        {
            // Values of one kind for each key, so that no layer hides another's whole subtree.
            var (a, b, c) = (Layer(random, 3), Layer(random, 3), Layer(random, 3));
            Assert.Equal(a.Merge(b).Merge(c).ToString(), a.Merge(b.Merge(c)).ToString());
        }

        static ConfigObject Layer(Random random, int depth) => new(
            Enumerable.Range(0, 4).Where(_ => random.Next(2) == 0).Select(k => new KeyValuePair<string, object?>($"k{k}", (k % 3) switch
            {
                0 when depth > 0 => Layer(random, depth - 1),
                1 => new ConfigArray([(long)random.Next(9)]),
                _ => (long)random.Next(9),
            })));
    }

    [Fact]
    public void Setting_gives_a_new_object_and_leaves_the_old_one()
    {
        var old = Json("""{"a":{"b":1,"c":2}}""");
        var changed = old.Set("a.b", "x").Set("d.e.f", true);
        Assert.Equal("""{"a":{"b":"x","c":2},"d":{"e":{"f":true}}}""", changed.ToString());
        Assert.Equal("""{"a":{"b":1,"c":2}}""", old.ToString());
    }

    [Fact]
    public void Setting_through_something_that_is_no_object_is_an_error()
    {
        var error = Assert.Throws<ArgumentException>(() => Json("""{"a":{"b":1}}""").Set("a.b.c", 1));
        Assert.StartsWith("\"a.b\" is not an object, so \"a.b.c\" cannot be set.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Getting_follows_the_path()
    {
        var config = Json("""{"a":{"b":[1],"n":null}}""");
        Assert.Equal(1L, Assert.Single((ConfigArray)config.Get("a.b")!));
        Assert.Null(config.Get("a.n"));
        Assert.True(config.Has("a.n"));
        Assert.False(config.Has("a.x"));
        Assert.False(config.Has("a.b.c"));
        Assert.Throws<KeyNotFoundException>(() => config.Get("a.x"));
        Assert.Throws<KeyNotFoundException>(() => config.Get("a.b.c"));
        Assert.Throws<ArgumentException>(() => config.Get(""));
        Assert.Throws<ArgumentException>(() => config.Set("", 1));
    }

    [Fact]
    public void PowerShell_reads_it_as_a_dictionary_and_cannot_change_it()
    {
        IDictionary view = Json("""{"a":1,"b":{"c":2}}""");
        Assert.Equal(1L, view["a"]);
        Assert.Equal(2L, ((IDictionary)view["b"]!)["c"]);
        Assert.Null(view["missing"]);
        Assert.Null(view[7]);
        Assert.True(view.Contains("a"));
        Assert.Equal(["a", "b"], view.Keys.Cast<string>());
        Assert.Equal(2, view.Count);
        Assert.True(view is { IsReadOnly: true, IsFixedSize: true });
        Assert.Equal("a", Enumerate(view).First().Key);
        Assert.Throws<NotSupportedException>(() => view["a"] = 2);
        Assert.Throws<NotSupportedException>(() => view.Add("x", 1));
        Assert.Throws<NotSupportedException>(() => view.Remove("a"));
        Assert.Throws<NotSupportedException>(view.Clear);

        static IEnumerable<DictionaryEntry> Enumerate(IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary) yield return entry;
        }
    }

    [Fact]
    public void What_it_was_made_of_can_change_without_it()
    {
        var source = new Dictionary<string, object?> { ["a"] = 1 };
        var list = new List<object?> { 1 };
        var config = new ConfigObject(source);
        var array = new ConfigArray(list);
        source["a"] = 2;
        list.Add(2);
        Assert.Equal(1L, config["a"]);
        Assert.Single(array);
    }

    [Fact]
    public void Numbers_keep_their_value_and_whole_ones_their_digits()
    {
        const string json = """{"a":9007199254740993,"b":-9223372036854775808,"c":123456789012345678901234567890,"d":0.1,"e":1E+100}""";
        var config = Json(json);
        Assert.Equal(json, config.ToString());
        Assert.IsType<long>(config["a"]);
        Assert.IsType<BigInteger>(config["c"]);
        Assert.IsType<double>(config["d"]);
    }

    [Fact]
    public void A_number_too_large_for_a_double_that_is_not_whole_is_an_error() =>
        Assert.Throws<FormatException>(() => Json("""{"a":1e999}"""));

    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ufffd"}""")]
    [InlineData("""{"\udc00":"\ud83d\ude00"}""", """{"\ufffd":"😀"}""")]
    public void Text_that_is_not_Unicode_becomes_U_FFFD(string json, string expected) => Assert.Equal(expected.Replace("\\ufffd", "\ufffd", StringComparison.Ordinal), Json(json).ToString());

    [Theory]
    [InlineData(1e17, "100000000000000000")]
    [InlineData(1.5e20, "150000000000000000000")]
    [InlineData(1.2345678901234567e20, "123456789012345670000")]
    [InlineData(-1e15, "-1000000000000000")]
    [InlineData(9.007199254740992e15, "9007199254740992")]
    [InlineData(1e21, "1E+21")]
    [InlineData(0.1, "0.1")]
    [InlineData(2.0, "2")]
    [InlineData(1e-7, "1E-07")]
    public void A_whole_double_below_1e21_is_written_as_a_whole_number(double number, string text) =>
        Assert.Equal(text, ConfigJson.ToText(number, SecretText.Masked));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    public void A_number_has_at_most_a_thousand_characters(string sign)
    {
        var longest = sign + new string('9', 1000 - sign.Length);
        Assert.Equal($$"""{"a":{{longest}}}""", Json($$"""{"a":{{longest}}}""").ToString());
        foreach (var longer in new[] { longest + "9", sign + "0." + new string('3', 1000), sign + "1e" + new string('0', 1000) + "1" })
            Assert.Equal("a number has more than 1000 characters.", Assert.Throws<FormatException>(() => Json($$"""{"a":{{longer}}}""")).Message);
    }

    [Fact]
    public void A_tree_has_at_most_500_levels()
    {
        Json(Deep(499));
        Assert.Equal("it is nested more than 500 levels deep.", Assert.Throws<FormatException>(() => Json(Deep(501))).Message);

        static string Deep(int levels) => "{\"a\":" + new string('[', levels) + "1" + new string(']', levels) + "}";
    }

    [Fact]
    public void What_a_configuration_cannot_hold_is_refused()
    {
        foreach (var value in new object[] { double.NaN, double.PositiveInfinity, 'c', 1.0f, DateTime.UnixEpoch, new List<object>() })
        {
            Assert.Throws<ArgumentException>(() => ConfigObject.Empty.Set("a", value));
            Assert.Throws<ArgumentException>(() => new ConfigArray([value]));
        }
    }

    [Fact]
    public void Text_and_display_mask_secrets_and_only_the_workers_file_reveals_them()
    {
        var config = Json("""{"plain":"p","list":["x"]}""").Set("deep.secret", new Secret("s3cret \"value\"")).Set("more", new ConfigArray([new Secret("another")]));
        Assert.Equal("""{"plain":"p","list":["x"],"deep":{"secret":"********"},"more":["********"]}""", config.ToString());
        Assert.Equal("""{"plain":"p","list":["x"],"deep":{"secret":"s3cret \"value\""},"more":["another"]}""", ConfigJson.ToText(config, SecretText.Revealed));
        Assert.Equal(["s3cret \"value\"", "another"], config.Secrets().Select(s => s.Reveal()));
    }

    [Fact]
    public void JSON_is_written_readably_for_workers_and_people()
    {
        var config = ConfigObject.Empty.Set("é<&>+'", "ü \u2028 😀 \\ \"");
        Assert.Equal("{\n  \"é<&>+'\": \"ü \u2028 😀 \\\\ \\\"\"\n}", System.Text.Encoding.UTF8.GetString(ConfigJson.ToBytes(config, SecretText.Masked, indented: true)).Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a.b", "a|b")]
    [InlineData("a\\.b", "a.b")]
    [InlineData("a\\.b.c\\.d", "a.b|c.d")]
    [InlineData("C:\\dir", "C:\\dir")]
    public void A_dot_that_belongs_to_a_key_is_escaped(string path, string keys)
    {
        Assert.Equal(keys.Split('|'), ConfigObject.Split(path));
        Assert.Equal(1L, ConfigObject.Empty.Set(keys.Split('|'), 1).Get(path));
    }

    [Fact]
    public void What_is_removed_is_gone_and_the_rest_is_as_it_was()
    {
        var config = Json("""{"a":{"b":1,"c":2},"d":3}""");
        Assert.Equal("""{"a":{"c":2},"d":3}""", config.Remove(["a", "b"]).ToString());
        Assert.Equal("""{"d":3}""", config.Remove(["a"]).ToString());
        Assert.Equal(config.ToString(), config.Remove(["d", "x"]).ToString());
        Assert.Same(config, config.Remove(["x", "y"]));
        Assert.Throws<ArgumentException>(() => config.Remove([]));
        Assert.Equal(1L, config.Get("a.b"));
    }

    [Fact]
    public void As_lines_every_value_has_its_path()
    {
        var config = Json("""{"a":{"b.c":1,"e":{}},"d":[1,{"x":null}]}""").Set("s", new Secret("hidden"));
        Assert.Equal(["a.b\\.c = 1", "a.e = {}", "d = [1,{\"x\":null}]", "s = \"********\""], config.ToLines());
        Assert.Empty(ConfigObject.Empty.ToLines());
    }

    [Fact]
    public void Who_enumerates_it_as_a_dictionary_as_ConvertTo_Json_does_is_shown_no_secret()
    {
        var config = ConfigObject.Empty.Set("s", new Secret("hidden")).Set("t", "text");
        var shown = new List<object?>();
        foreach (System.Collections.DictionaryEntry entry in (System.Collections.IDictionary)config) shown.Add(entry.Value);
        Assert.Equal([Secret.Mask, "text"], shown);
        Assert.Equal("hidden", Assert.IsType<Secret>(((System.Collections.IDictionary)config)["s"]).Reveal());
    }

    private static ConfigObject Json(string json)
    {
        using var parsed = JsonInput.Parse(json);
        return ConfigJson.ReadObject(parsed.RootElement);
    }
}
