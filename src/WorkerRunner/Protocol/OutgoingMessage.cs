using System.Text;
using System.Text.Json;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Protocol;

/// <summary>A message to the worker.</summary>
/// <param name="Type">What kind of message.</param>
/// <param name="Line">The whole line: <c>~</c>, the object, a line feed.</param>
internal sealed record OutgoingMessage(string Type, byte[] Line)
{
    /// <summary>The object alone.</summary>
    public ReadOnlySpan<byte> Json => Line.AsSpan(1, Line.Length - 2);

    public static OutgoingMessage Welcome(IEnumerable<string> capabilities) => Make("welcome", json =>
    {
        json.WriteStartArray("capabilities");
        foreach (var capability in capabilities) json.WriteStringValue(capability);
        json.WriteEndArray();
    });

    public static OutgoingMessage GracefulTermination(bool finishTasks) =>
        Make(Capabilities.GracefulTermination, json => json.WriteBoolean("finish-tasks", finishTasks));

    public static OutgoingMessage NewCredentials(Credentials credentials) => Make(Capabilities.NewCredentials, json =>
    {
        json.WriteString("client-id", credentials.ClientId);
        json.WriteString("access-token", credentials.AccessToken.Reveal());
        if (credentials.Certificate is { } certificate) json.WriteString("certificate", certificate.Reveal());
    });

    private static OutgoingMessage Make(string type, Action<Utf8JsonWriter> writeProperties)
    {
        var json = JsonBody.Object(writer =>
        {
            writer.WriteString("type", type);
            writeProperties(writer);
        });
        return new OutgoingMessage(type, [.. Encoding.ASCII.GetBytes("~"), .. json, (byte)'\n']);
    }
}
