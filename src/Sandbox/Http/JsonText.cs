using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Http;

/// <summary>How JSON is written and read.</summary>
internal static class JsonText
{
    /// <summary>The deepest nesting that is read and written; the real services know no limit.</summary>
    public const int MaxDepth = 1000;

    /// <summary>Compact; "+" or "&lt;" stand as they are.</summary>
    public static JsonSerializerOptions Wire { get; } = Create(indented: false);

    /// <summary>As the Taskcluster services write their answers: indented by two spaces.</summary>
    public static JsonSerializerOptions Pretty { get; } = Create(indented: true);

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
            throw new ArgumentException($"Not JSON:  {e.Message}", parameter, e);
        }
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver,
        MaxDepth = MaxDepth,
        WriteIndented = indented,
        NewLine = "\n",
    };
}
