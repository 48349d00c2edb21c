using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Configuration;

/// <summary>Configuration trees from and to JSON. Whole numbers of any size survive unchanged.</summary>
public static class ConfigJson
{
    /// <summary>The tree of a JSON value.</summary>
    /// <param name="element">The value.</param>
    /// <param name="textsAreSecret">Whether every string in it becomes a <see cref="Secret"/>, as those of the secrets service do.</param>
    /// <exception cref="FormatException">A number is too large for a double and not whole, or a string is not Unicode.</exception>
    public static object? Read(JsonElement element, bool textsAreSecret = false) => element.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(element, textsAreSecret),
        JsonValueKind.Array => new ConfigArray(element.EnumerateArray().Select(e => Read(e, textsAreSecret))),
        JsonValueKind.String => textsAreSecret ? new Secret(ReadString(element)) : ReadString(element),
        JsonValueKind.Number => ReadNumber(element),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The tree of a JSON object.</summary>
    /// <inheritdoc cref="Read"/>
    public static ConfigObject ReadObject(JsonElement element, bool textsAreSecret = false) =>
        new(element.EnumerateObject().Select(p => new KeyValuePair<string, object?>(ReadName(p), Read(p.Value, textsAreSecret))));

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
            default: throw new ArgumentException($"A configuration cannot hold a value of type {value.GetType()}.", nameof(value));
        }
    }

    /// <summary>As few digits as tell the number; .NET Framework's JSON writer has 17 digits for 0.1, and its "R" is short of one at times.</summary>
    private static string Text(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture).Equals(number) ? text : number.ToString("G17", CultureInfo.InvariantCulture);
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

    private static string ReadName(JsonProperty property) => ReadText(() => property.Name);

    private static string ReadString(JsonElement element) => ReadText(() => element.GetString()!);

    private static string ReadText(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("A JSON string holds something that is not Unicode text.", e);
        }
    }

    private static object ReadNumber(JsonElement element)
    {
        if (element.TryGetInt64(out var small)) return small;
        var text = element.GetRawText();
        if (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return whole;
        // One too large is infinite on .NET and no number on .NET Framework.
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsInfinity(number)) throw new FormatException($"The JSON number {text} is too large.");
        return number;
    }
}
