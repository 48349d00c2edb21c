using System.Text.Encodings.Web;
using System.Text.Json;

namespace WorkerRunner.Logging;

/// <summary>
/// A structured entry as text: the string <c>textPayload</c> first, then the other keys in sorted order as <c>key: value</c>, joined by
/// <c>; </c>, strings plain and anything else as JSON; an empty object is <c>{}</c> (the rule of the worker-runner protocol). Its buffers
/// are used again and again.
/// </summary>
internal sealed class StructuredText
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = JsonProperties.Options.MaxDepth };

    private readonly JsonProperties properties = new();
    private readonly ByteBuffer texts = new(256);
    private readonly List<Other> others = [];

    private static ReadOnlySpan<byte> Payload => "textPayload"u8;

    /// <summary>Appends an entry's text in UTF-8.</summary>
    /// <param name="body">A valid JSON object in UTF-8.</param>
    /// <param name="text">What is appended to; left alone where the entry is refused.</param>
    /// <exception cref="InvalidOperationException">A string in it is not Unicode.</exception>
    public void Append(ReadOnlySpan<byte> body, ByteBuffer text)
    {
        properties.Read(body);
        ReadOthers(body);
        var start = text.Length;
        if (properties.TryFindLast(body, Payload, out var payload) && payload.Kind == JsonTokenType.String) payload.Value.AppendTo(text, body);
        foreach (var other in others)
        {
            if (text.Length > start) text.Append("; "u8);
            text.Append(texts.Written.Slice(other.Start, other.Length));
        }
        if (text.Length == start) text.Append("{}"u8);
    }

    private void ReadOthers(ReadOnlySpan<byte> body)
    {
        texts.Clear();
        others.Clear();
        foreach (var property in properties.All)
            if (property.Kind != JsonTokenType.String || !property.Name.IsText(body, Payload)) others.Add(Read(property, body));
        if (others.Count > 1) others.Sort(CompareNames);
    }

    private Other Read(in JsonProperties.Property property, ReadOnlySpan<byte> body)
    {
        var start = texts.Length;
        property.Name.AppendTo(texts, body);
        var nameLength = texts.Length - start;
        texts.Append(": "u8);
        if (property.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray) AppendCompact(property.Value.Raw(body));
        else property.Value.AppendTo(texts, body);
        return new Other(start, nameLength, texts.Length - start);
    }

    private void AppendCompact(ReadOnlySpan<byte> json)
    {
        using var buffer = new MemoryStream();
        var reader = new Utf8JsonReader(json, JsonProperties.Options);
        using (var writer = new Utf8JsonWriter(buffer, Compact)) JsonElement.ParseValue(ref reader).WriteTo(writer);
        texts.Append(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    private int CompareNames(Other a, Other b)
    {
        var order = NameOf(a).SequenceCompareTo(NameOf(b));
        // Those of the same name in the order in which they came, which sorting alone does not keep.
        return order != 0 ? order : a.Start.CompareTo(b.Start);
    }

    private ReadOnlySpan<byte> NameOf(Other other) => texts.Written.Slice(other.Start, other.NameLength);

    /// <summary>Where the text of a property stands in the buffer; it begins with the name.</summary>
    private readonly record struct Other(int Start, int NameLength, int Length);
}
