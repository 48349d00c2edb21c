using System.Text.Encodings.Web;
using System.Text.Json;

namespace WorkerRunner.Sandbox.Http;

/// <summary>How JSON is written.</summary>
internal static class JsonText
{
    /// <summary>As the real services write it: compact, and "+" or "&lt;" stand as they are.</summary>
    public static JsonSerializerOptions Wire { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonSerializerOptions.Default.TypeInfoResolver };
}
