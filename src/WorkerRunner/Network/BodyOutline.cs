using System.Text;
using System.Text.Json;
using WorkerRunner.Values;

namespace WorkerRunner.Network;

/// <summary>
/// A request's or answer's body as a log may show it. Bodies hold secrets that nobody knows yet, so that no masker finds them: credentials,
/// proofs of identity, whatever is in the secrets service, and what a pool's configuration may hold. Therefore texts and numbers are shown
/// of a few properties only, which are known to be harmless; of all others their names and the shape of their values. A body that is no JSON
/// is not shown at all: it may be a token.
/// </summary>
internal static class BodyOutline
{
    private const int LongestShown = 4096;
    private const int LargestRead = 1024 * 1024;

    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        // Taskcluster
        "clientId", "code", "expires", "kind", "message", "method", "providerId", "rootUrl", "systemBootTime", "time", "title", "workerGroup", "workerId",
        "workerPoolId",
        // AWS
        "architecture", "availabilityZone", "imageId", "instanceId", "instanceType", "region",
        // Azure
        "DocumentIncarnation", "EventId", "EventStatus", "EventType", "NotBefore", "ResourceType", "location", "vmId", "vmSize",
    };

    // What is in here is secret however it is called.
    private static readonly HashSet<string> Secretive = new(StringComparer.Ordinal)
    {
        "config", "credentials", "extra", "payload", "secret", "workerConfig", "workerIdentityProof",
    };

    /// <summary>One line.</summary>
    public static string Of(byte[] body)
    {
        if (body.Length > LargestRead) return $"{body.Length} bytes";
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return $"{body.Length} bytes";
            using var buffer = new MemoryStream();
            using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = PlainJsonEncoder.Instance }))
                Write(writer, json.RootElement, isHarmless: false, isSecretive: false);
            var text = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
            return text.Length <= LongestShown ? text : $"{text.Substring(0, LongestShown)}... ({body.Length} bytes)";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return $"{body.Length} bytes";
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, bool isHarmless, bool isSecretive)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value, !isSecretive && Harmless.Contains(property.Name), isSecretive || Secretive.Contains(property.Name));
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(writer, item, isHarmless, isSecretive);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when isHarmless:
                writer.WriteStringValue(BeforeRule(value.GetString()!));
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Secret.Mask);
                break;
            case JsonValueKind.Number when !isHarmless:
                writer.WriteNumberValue(0);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>Behind the rule a service's message repeats the request.</summary>
    private static string BeforeRule(string text)
    {
        var rule = text.IndexOf("\n---\n", StringComparison.Ordinal);
        return rule < 0 ? text : text.Substring(0, rule).TrimEnd();
    }
}
