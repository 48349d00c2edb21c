using System.Text.Json;

namespace WorkerRunner.Taskcluster;

/// <summary>Makes the JSON bodies of requests and messages.</summary>
internal static class JsonBody
{
    public static byte[] Object(Action<Utf8JsonWriter> writeProperties)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writeProperties(writer);
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
