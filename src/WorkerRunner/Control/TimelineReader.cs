using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Control;

/// <summary>Reads a timeline that a runner told.</summary>
internal static class TimelineReader
{
    private const RunStep LastStep = RunStep.Ending;
    private const TimelineOutcome LastOutcome = TimelineOutcome.Failed;

    /// <exception cref="FormatException">This version does not know what is in it.</exception>
    public static Timeline Read(StatusReader json, string? worker) => new(json.Sections("steps").Select(ReadStep).ToList(), worker);

    /// <summary>The step of a name.</summary>
    /// <exception cref="FormatException">It is none that this version knows.</exception>
    public static RunStep Step(string? name)
    {
        for (var step = RunStep.Configuration; step <= LastStep; step++)
            if (RunStepNames.Of(step) == name) return step;
        throw new FormatException($"\"{name}\" is not a step of a run.");
    }

    private static TimelineStep ReadStep(StatusReader json) => new()
    {
        Step = Step(json.Text("step")),
        StartedAt = json.Time("startedAt") ?? default,
        Duration = TimeSpan.FromMilliseconds(json.Number("durationMs")),
        Outcome = Outcome(json.Text("outcome")),
        Requests = json.Sections("requests").Select(ReadRequest).ToList(),
        OmittedRequests = (int)json.Number("omittedRequests"),
    };

    private static TimelineRequest ReadRequest(StatusReader json) => new()
    {
        Name = json.Text("request") ?? "",
        StartedAt = json.Time("startedAt") ?? default,
        Duration = TimeSpan.FromMilliseconds(json.Number("durationMs")),
        Attempts = (int)json.Number("attempts"),
        Outcome = Outcome(json.Text("outcome")),
    };

    private static TimelineOutcome Outcome(string? name)
    {
        for (var outcome = TimelineOutcome.UnderWay; outcome <= LastOutcome; outcome++)
            if (RunStepNames.Of(outcome) == name) return outcome;
        throw new FormatException($"\"{name}\" is not how a step of a run ends.");
    }
}
