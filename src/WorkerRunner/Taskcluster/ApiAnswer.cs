using System.Text.Json;
using WorkerRunner.Network;
using WorkerRunner.Retrying;
using WorkerRunner.Values;

namespace WorkerRunner.Taskcluster;

/// <summary>What a service answered.</summary>
internal sealed record ApiAnswer(int StatusCode, DateTimeOffset? Date, TimeSpan? RetryAfter, byte[] Body) : IAnswer
{
    // Whoever says that all is well in HTML is another than was asked.
    private readonly bool isGarbled = StatusCode is >= 200 and < 300 && !JsonReading.IsObject(Body);

    public bool Succeeded => StatusCode is >= 200 and < 300;

    bool IAnswer.IsSuccess => Succeeded;

    /// <summary>Worth another try: the service is overloaded or ill (the Go client's rule), or what came is not its answer.</summary>
    public bool IsTransient => StatusCode == 429 || StatusCode >= 500 || isGarbled;

    public Prospect Prospect => isGarbled ? Prospect.Poor : Prospect.Open;

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
            // It is no answer of a service, as it is without a message.
        }
        return (null, $"the answer with status {StatusCode} is not from a Taskcluster service.");
    }

    private static string BeforeRule(string message)
    {
        var rule = message.IndexOf("\n\n---\n", StringComparison.Ordinal);
        return (rule < 0 ? message : message.Substring(0, rule)).Trim();
    }
}
