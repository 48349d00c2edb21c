using System.Text;
using System.Text.Json.Nodes;

namespace WorkerRunner.ScriptedWorker;

/// <summary>What the worker writes to the runner.</summary>
internal sealed class Outbox(Stream stream, Action<Stream> close)
{
    /// <summary>Writes a line of plain output.</summary>
    public void Line(string text) => Bytes(Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    /// <summary>Sends a protocol message.</summary>
    public void Message(JsonNode message) => Line("~" + message.ToJsonString());

    /// <summary>Closes it, so that the runner sees its end.</summary>
    public void Close() => close(stream);
}
