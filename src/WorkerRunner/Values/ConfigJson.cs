using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Values;

/// <summary>Configuration trees from and to JSON. Whole numbers of any size survive unchanged.</summary>
internal static class ConfigJson
{
    // What is done with a tree goes down into it by calls, and a thread's stack may be no larger than a megabyte.
    private const int DeepestTree = 500;
    private const double LeastWithExponent = 1e21;

    /// <summary>The tree of a JSON value.</summary>
    /// <param name="element">The value.</param>
    /// <param name="textsAreSecret">Whether every string in it becomes a <see cref="Secret"/>, as those of the secrets service do.</param>
    /// <exception cref="FormatException">
    /// A number is too large for a double and not whole, or has more than 1000 characters; or there are more than 500 levels.
    /// </exception>
    /// <exception cref="InvalidOperationException">A string is not Unicode; <see cref="JsonInput"/> sees to that.</exception>
    public static object? Read(JsonElement element, bool textsAreSecret = false) => Read(element, textsAreSecret, depth: 0);

    /// <summary>The tree of a JSON object.</summary>
    /// <inheritdoc cref="Read(JsonElement, bool)"/>
    public static ConfigObject ReadObject(JsonElement element, bool textsAreSecret = false) => ReadObject(element, textsAreSecret, depth: 0);

    private static object? Read(JsonElement element, bool textsAreSecret, int depth) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element, textsAreSecret, depth),
        JsonValueKind.Array => new ConfigArray(element.EnumerateArray().Select(e => Read(e, textsAreSecret, Deeper(depth)))),
        JsonValueKind.String => textsAreSecret ? new Secret(element.GetString()!) : element.GetString(),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static ConfigObject ReadObject(JsonElement element, bool textsAreSecret, int depth) =>
        new(element.EnumerateObject().Select(p => new KeyValuePair<string, object?>(p.Name, Read(p.Value, textsAreSecret, Deeper(depth)))));

    private static int Deeper(int depth) => depth < DeepestTree ? depth + 1 : throw new FormatException($"it is nested more than {DeepestTree} levels deep.");

    /// <summary>A tree as JSON text in one line.</summary>
    public static string ToText(object? value, SecretText secrets) => Encoding.UTF8.GetString(ToBytes(value, secrets, indented: false));

    /// <summary>A tree as JSON in UTF-8 without BOM, indented by two spaces if asked for.</summary>
    public static byte[] ToBytes(object? value, SecretText secrets, bool indented)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, Encoder = PlainJsonEncoder.Instance }))
            Write(writer, value, secrets);
        return buffer.ToArray();
    }

    /// <summary>Writes a tree to a JSON writer.</summary>
    public static void Write(Utf8JsonWriter writer, object? value, SecretText secrets)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool b: writer.WriteBooleanValue(b); break;
            case string s: writer.WriteStringValue(s); break;
            case Secret s: writer.WriteStringValue(secrets == SecretText.Revealed ? s.Reveal() : Secret.Mask); break;
            case long n: writer.WriteNumberValue(n); break;
            case BigInteger n: writer.WriteRawValue(n.ToString(CultureInfo.InvariantCulture), skipInputValidation: true); break;
            case double d: writer.WriteRawValue(Text(d), skipInputValidation: true); break;
            case ConfigArray a: WriteArray(writer, a, secrets); break;
            case ConfigObject o: WriteObject(writer, o, secrets); break;
            default: throw new ArgumentException($"A configuration cannot hold a value of type {value.GetType()}.");
        }
    }

    /// <summary>
    /// As few digits as tell the number, and a whole one below 1e21 without an exponent, as Go and JavaScript write it: a reader that wants a
    /// whole number takes no 1E+17. .NET Framework's JSON writer has 17 digits for 0.1, and its "R" is short of one at times.
    /// </summary>
    private static string Text(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (!double.Parse(text, CultureInfo.InvariantCulture).Equals(number)) text = number.ToString("G17", CultureInfo.InvariantCulture);
        return Math.Abs(number) < LeastWithExponent ? WithoutExponent(text) : text;
    }

    /// <summary>Of <c>-1.5E+17</c> the digits with zeros behind them; any other text as it is.</summary>
    private static string WithoutExponent(string text)
    {
        var exponentAt = text.IndexOf("E+", StringComparison.Ordinal);
        if (exponentAt < 0) return text;
        var mantissa = text.Substring(0, exponentAt);
        var exponent = int.Parse(text.Substring(exponentAt + 2), CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.');
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        return mantissa.Replace(".", "") + new string('0', exponent - fraction);
    }

    private static void WriteArray(Utf8JsonWriter writer, ConfigArray array, SecretText secrets)
    {
        writer.WriteStartArray();
        foreach (var item in array) Write(writer, item, secrets);
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, ConfigObject value, SecretText secrets)
    {
        writer.WriteStartObject();
        foreach (var entry in value)
        {
            writer.WritePropertyName(entry.Key);
            Write(writer, entry.Value, secrets);
        }
        writer.WriteEndObject();
    }

    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var small)) return small;
        var text = element.GetRawText();
        return text.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? ConfigValue.Whole(text) : ConfigValue.Float(text);
    }
}

/// <summary>How secrets are written when a configuration becomes text.</summary>
internal enum SecretText
{
    /// <summary>As <see cref="Secret.Mask"/>: for people.</summary>
    Masked,

    /// <summary>As they are: for the worker's configuration file and the restart cache only.</summary>
    Revealed,
}
