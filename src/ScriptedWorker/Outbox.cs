using System.Text;
using System.Text.Json.Nodes;

namespace WorkerRunner.ScriptedWorker;

/// <summary>What the worker writes on its standard output.</summary>
internal sealed class Outbox
{
    private readonly Stream stream = StandardOutput.Open();

    /// <summary>Writes a line of plain output.</summary>
    public void Line(string text) => Bytes(Encoding.UTF8.GetBytes(text + "\n"));

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes) => stream.Write(bytes);

    /// <summary>Sends a protocol message.</summary>
    public void Message(JsonNode message) => Line("~" + message.ToJsonString());

    /// <summary>Closes standard output.</summary>
    public void Close() => StandardOutput.Close(stream);
}
