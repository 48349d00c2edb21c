using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Control;

/// <summary>Writes lines with JSON objects to another process, each within a limit.</summary>
/// <param name="connection">Who it is.</param>
internal sealed class AnswerWriter(ILocalConnection connection)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly JsonWriterOptions Options = new() { Encoder = PlainJsonEncoder.Instance };

    /// <summary>Writes an object.</summary>
    /// <param name="id">The request that it answers.</param>
    /// <param name="properties">Writes what else is in it.</param>
    /// <exception cref="IOException">Nobody reads it.</exception>
    /// <exception cref="TimeoutException">It was not taken in time.</exception>
    public void Write(JsonElement? id, Action<Utf8JsonWriter> properties)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            if (id is { } given)
            {
                json.WritePropertyName("id");
                given.WriteTo(json);
            }
            properties(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        connection.Write(line.GetBuffer(), (int)line.Length, Limit);
    }

    /// <summary>Writes that a request failed.</summary>
    public void WriteError(JsonElement? id, string code, string message, string? advice) => Write(id, json =>
    {
        json.WriteStartObject("error");
        json.WriteString("code", code);
        json.WriteString("message", message);
        if (advice is not null) json.WriteString("advice", advice);
        json.WriteEndObject();
    });

    /// <inheritdoc cref="WriteError(JsonElement?, string, string, string?)"/>
    /// <param name="id">The request.</param>
    /// <param name="error">Why.</param>
    /// <param name="secrets">What is masked in it.</param>
    public void WriteError(JsonElement? id, WorkerRunnerException error, SecretMasker secrets) =>
        WriteError(id, error.ErrorId, secrets.Mask(error.Message), error.Advice is { } advice ? secrets.Mask(advice) : null);
}
