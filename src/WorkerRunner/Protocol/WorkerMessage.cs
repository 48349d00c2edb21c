using System.Text.Json;
using WorkerRunner.Logging;

namespace WorkerRunner.Protocol;

/// <summary>A message from the worker. It lives only as long as the call of its handler.</summary>
/// <param name="Type">What kind of message.</param>
/// <param name="Json">The whole object, <c>type</c> included, known to be valid.</param>
/// <param name="Properties">Where its properties stand.</param>
internal readonly record struct WorkerMessage(string Type, ReadOnlyMemory<byte> Json, JsonProperties Properties)
{
    /// <summary>The object as a tree, which may be kept.</summary>
    public JsonElement Parse()
    {
        var reader = new Utf8JsonReader(Json.Span, JsonProperties.Options);
        return JsonElement.ParseValue(ref reader);
    }
}
