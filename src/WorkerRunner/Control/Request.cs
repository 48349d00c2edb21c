using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Control;

/// <summary>What another process asks for: a line with a JSON object.</summary>
internal sealed class Request
{
    private readonly JsonElement properties;

    private Request(JsonElement properties)
    {
        this.properties = properties;
        Id = properties.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.Number or JsonValueKind.String ? id : null;
    }

    /// <summary>What the answers carry, as it was given; null for none.</summary>
    public JsonElement? Id { get; }

    /// <summary>What is to be done.</summary>
    /// <exception cref="FormatException">That is not said.</exception>
    public string Verb => properties.TryGetProperty("do", out var verb) && verb.ValueKind == JsonValueKind.String
        ? verb.GetString()!
        : throw new FormatException("\"do\" must be a string.");

    /// <exception cref="FormatException">It is no JSON object.</exception>
    public static Request Parse(ReadOnlyMemory<byte> line)
    {
        using var json = JsonInput.Parse(line);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("a request must be a JSON object.");
        return new Request(json.RootElement.Clone());
    }

    /// <summary>A switch, off where it is not given.</summary>
    /// <exception cref="FormatException">It is neither true nor false.</exception>
    public bool Switch(string name) => properties.TryGetProperty(name, out var value) && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw new FormatException($"\"{name}\" must be true or false."),
    };

    /// <summary>A whole number.</summary>
    /// <exception cref="FormatException">It is none, or not in its range.</exception>
    public int Number(string name, int fallback, int most)
    {
        if (!properties.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return fallback;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 && number <= most) return number;
        throw new FormatException($"\"{name}\" must be a whole number from 0 to {most}.");
    }
}
