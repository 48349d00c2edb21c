using System.Text.Json;

namespace WorkerRunner.ScriptedWorker;

/// <summary>A step of a script: its name and what it is told.</summary>
internal sealed record Step(string Name, JsonElement Argument)
{
    /// <summary>A number in the argument object, or a default.</summary>
    public int Number(string property, int otherwise) =>
        Argument.ValueKind == JsonValueKind.Object && Argument.TryGetProperty(property, out var value) ? value.GetInt32() : otherwise;
}
