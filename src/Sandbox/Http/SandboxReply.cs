using System.Text;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Http;

/// <summary>An answer, whole, before any of it is sent: so that a fault can decide what becomes of it.</summary>
internal sealed record SandboxReply
{
    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The body, not yet compressed.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json; charset=utf-8";

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Bytes from which on the body is compressed for those who ask for it, and then sent in chunks; null for never.
    /// </summary>
    public int? CompressFrom { get; init; }

    /// <summary>An answer with a compact JSON body.</summary>
    public static SandboxReply Json(int status, JsonNode body) =>
        new() { Status = status, Body = Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Wire)) };

    /// <summary>The same answer with one more header.</summary>
    public SandboxReply With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
