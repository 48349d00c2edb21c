using System.Text.Json;

namespace WorkerRunner.Values.Timelines;

/// <summary>A timeline as JSON: times in ISO 8601, durations in whole milliseconds.</summary>
internal static class TimelineJson
{
    /// <summary>Writes it as an object.</summary>
    public static void Write(Utf8JsonWriter json, Timeline timeline)
    {
        json.WriteStartObject();
        json.WriteNumber("startMs", Milliseconds(timeline.StartDuration));
        json.WriteStartArray("steps");
        foreach (var step in timeline.Steps) WriteStep(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, TimelineStep step)
    {
        json.WriteStartObject();
        json.WriteString("step", RunStepNames.Of(step.Step));
        WriteTimes(json, step.StartedAt, step.Duration, step.Outcome);
        json.WriteStartArray("requests");
        foreach (var request in step.Requests)
        {
            json.WriteStartObject();
            json.WriteString("request", request.Name);
            WriteTimes(json, request.StartedAt, request.Duration, request.Outcome);
            json.WriteNumber("attempts", request.Attempts);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (step.OmittedRequests > 0) json.WriteNumber("omittedRequests", step.OmittedRequests);
        json.WriteEndObject();
    }

    private static void WriteTimes(Utf8JsonWriter json, DateTimeOffset startedAt, TimeSpan duration, TimelineOutcome outcome)
    {
        json.WriteString("startedAt", startedAt);
        json.WriteNumber("durationMs", Milliseconds(duration));
        json.WriteString("outcome", RunStepNames.Of(outcome));
    }

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;
}
