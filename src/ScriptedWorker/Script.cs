using System.Text.Json;

namespace WorkerRunner.ScriptedWorker;

/// <summary>The steps in a worker configuration's <c>script</c>.</summary>
internal static class Script
{
    private const string Default = """[{"hello":["log","error-report","shutdown","graceful-termination","new-credentials"]}]""";

    /// <summary>Reads them; a configuration without a script says hello with all capabilities.</summary>
    public static IReadOnlyList<Step> Load(string configPath)
    {
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllBytes(configPath));
            using var fallback = JsonDocument.Parse(Default);
            var steps = config.RootElement.TryGetProperty("script", out var script) ? script : fallback.RootElement;
            return [.. steps.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new WorkerException(ExitCode.BadConfiguration, $"{configPath}: {e.Message}");
        }
    }

    /// <summary>The step is the object's first key; an await may have a timeoutMs beside it.</summary>
    private static Step Read(JsonElement element)
    {
        var first = element.EnumerateObject().FirstOrDefault(property => property.Name != "timeoutMs");
        if (first.Value.ValueKind == JsonValueKind.Undefined)
            throw new WorkerException(ExitCode.BadConfiguration, $"a step without a name: {element.GetRawText()}");
        var argument = element.TryGetProperty("timeoutMs", out _) ? element : first.Value;
        return new Step(first.Name, argument.Clone());
    }
}
