using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WorkerRunner.Logging;

/// <summary>
/// A structured entry as text: the string <c>textPayload</c> first, then the other keys in sorted order as <c>key: value</c>, joined by
/// <c>; </c>, strings plain and anything else as JSON; an empty object is <c>{}</c> (the rule of the worker-runner protocol).
/// </summary>
internal static class StructuredText
{
    private static ReadOnlySpan<byte> Payload => "textPayload"u8;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Appends an entry's text in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">A string in it is not Unicode.</exception>
    public static void Append(JsonElement body, ByteBuffer text)
    {
        var start = text.Length;
        if (body.TryGetProperty(Payload, out var payload) && payload.ValueKind == JsonValueKind.String)
            text.Append(payload.GetString()!);
        foreach (var (name, value) in Others(body))
        {
            if (text.Length > start) text.Append("; ");
            text.Append(name);
            text.Append(": ");
            text.Append(ValueText(value));
        }
        if (text.Length == start) text.Append("{}");
    }

    private static List<(string Name, JsonElement Value)> Others(JsonElement body)
    {
        var others = new List<(string Name, JsonElement Value)>();
        foreach (var property in body.EnumerateObject())
            if (!property.NameEquals(Payload) || property.Value.ValueKind != JsonValueKind.String) others.Add((property.Name, property.Value));
        others.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return others;
    }

    private static string ValueText(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return value.GetRawText();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact)) value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
