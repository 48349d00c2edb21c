using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Http;

/// <summary>How JSON is written.</summary>
internal static class JsonText
{
    /// <summary>As the real services write it: compact, and "+" or "&lt;" stand as they are.</summary>
    public static JsonSerializerOptions Wire { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver };

    /// <summary>Reads what must be a JSON object.</summary>
    /// <param name="json">The text.</param>
    /// <param name="parameter">The argument that it came by, for the <see cref="ArgumentException"/> about text that is none.</param>
    public static JsonObject ParseObject(string json, string parameter)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new ArgumentException("A JSON object is expected.", parameter);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"No JSON: {e.Message}", parameter, e);
        }
    }
}
