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
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="InvalidOperationException">A string in it is not Unicode.</exception>
    public static string Format(JsonElement body)
    {
        var text = new StringBuilder();
        if (body.TryGetProperty("textPayload", out var payload) && payload.ValueKind == JsonValueKind.String)
            text.Append(payload.GetString());

        foreach (var property in body.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (property.Value.ValueKind == JsonValueKind.String && property.NameEquals("textPayload")) continue;
            if (text.Length > 0) text.Append("; ");
            text.Append(property.Name).Append(": ").Append(ValueText(property.Value));
        }
        return text.Length == 0 ? "{}" : text.ToString();
    }

    private static string ValueText(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString()!;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact)) value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
