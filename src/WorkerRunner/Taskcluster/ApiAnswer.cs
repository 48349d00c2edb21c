using System.Text.Json;
using WorkerRunner.Configuration;
using WorkerRunner.Retrying;

namespace WorkerRunner.Taskcluster;

/// <summary>What a service answered.</summary>
internal sealed record ApiAnswer(int StatusCode, DateTimeOffset? Date, byte[] Body) : IAnswer
{
    public bool Succeeded => StatusCode is >= 200 and < 300;

    /// <summary>Worth another try: the service is overloaded or ill (the Go client's rule).</summary>
    public bool IsTransient => StatusCode == 429 || StatusCode >= 500;

    public string Summary => $"{StatusCode} {Error().Message}";

    /// <summary>The error's code, and its message up to the rule behind which the request is repeated.</summary>
    public (string? Code, string Message) Error()
    {
        try
        {
            using var json = JsonInput.Parse(Body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.OptionalString("message") is { } message)
                return (json.RootElement.OptionalString("code"), BeforeRule(message));
        }
        catch (Exception e) when (JsonReading.IsUnreadable(e))
        {
            return (null, $"the answer with status {StatusCode} is not one of a Taskcluster service.");
        }
        return (null, $"the answer with status {StatusCode} has no message.");
    }

    private static string BeforeRule(string message)
    {
        var rule = message.IndexOf("\n\n---\n", StringComparison.Ordinal);
        return (rule < 0 ? message : message.Substring(0, rule)).Trim();
    }
}
