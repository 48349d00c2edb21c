using System.Text.Json;

namespace WorkerRunner.ScriptedWorker;

/// <summary>The steps in a worker configuration's <c>script</c>.</summary>
internal static class Script
{
    private const string Default = """[{"hello":["log","error-report","shutdown","graceful-termination","new-credentials"]}]""";

    /// <summary>Reads the configuration, and the steps in it; one without a script says hello with all capabilities.</summary>
    public static (JsonElement Config, IReadOnlyList<Step> Steps) Load(string configPath)
    {
        try
        {
            var config = JsonElement.Parse(File.ReadAllBytes(configPath));
            var steps = config.TryGetProperty("script", out var script) ? script : JsonElement.Parse(Default);
            return (config, [.. steps.EnumerateArray().Select(Read)]);
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
