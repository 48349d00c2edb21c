using System.Text.Json;

namespace WorkerRunner.Logging;

/// <summary>
/// Where the properties of a JSON object stand, but not what is in their values: what is needed of a worker's many messages. The whole tree
/// takes longer to make than all else that is done with one. It is used again and again.
/// </summary>
internal sealed class JsonProperties
{
    // Go's own limit: what is deeper is no message to its runner either.
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 10_000 };

    private readonly List<Property> properties = [];

    /// <summary>The properties in their order, those of the same name too.</summary>
    public List<Property> All => properties;

    /// <summary>Reads an object to its end, so that all of it is known to be valid.</summary>
    /// <param name="json">It, in UTF-8.</param>
    /// <exception cref="JsonException">It is none, or something follows.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        properties.Clear();
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) properties.Add(ReadOne(ref reader));
        reader.Read();
    }

    /// <summary>Finds the last property of a name, as <see cref="JsonElement.TryGetProperty(string, out JsonElement)"/> does.</summary>
    /// <exception cref="InvalidOperationException">After it stands a name that is not Unicode, which may have been meant.</exception>
    public bool TryFindLast(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out Property found)
    {
        for (var i = properties.Count - 1; i >= 0; i--)
        {
            found = properties[i];
            if (found.Name.IsText(json, name)) return true;
        }
        found = default;
        return false;
    }

    private static Property ReadOne(ref Utf8JsonReader reader)
    {
        var name = StringAt(reader);
        reader.Read();
        var kind = reader.TokenType;
        if (kind == JsonTokenType.String) return new Property(name, kind, StringAt(reader));
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new Property(name, kind, new JsonText(start, (int)reader.BytesConsumed - start, IsEscaped: false));
    }

    private static JsonText StringAt(in Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);

    /// <summary>A property.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Kind">The first token of its value.</param>
    /// <param name="Value">Its value.</param>
    internal readonly record struct Property(JsonText Name, JsonTokenType Kind, JsonText Value);
}
