namespace WorkerRunner.Values.Timelines;

/// <summary>A line of a waterfall, drawn as text or as a picture.</summary>
/// <param name="Name">What it is.</param>
/// <param name="IsRequest">Whether it belongs to the step above it.</param>
/// <param name="Begin">Where it begins on the axis.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Attempts">How many attempts it took.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="IsOfStart">Whether it has a place on the axis, which is that of the start: a run may go on for weeks after it.</param>
internal sealed record TimelineRow(string Name, bool IsRequest, TimeSpan Begin, TimeSpan Duration, int Attempts, TimelineOutcome Outcome, bool IsOfStart)
{
    /// <summary>The rows of a timeline. The time between steps is left out: at a prompt it is that of a person.</summary>
    public static IReadOnlyList<TimelineRow> Of(Timeline timeline)
    {
        var rows = new List<TimelineRow>();
        var begin = TimeSpan.Zero;
        foreach (var step in timeline.Steps)
        {
            var isOfStart = step.Step < RunStep.Running;
            rows.Add(new TimelineRow(RunStepNames.Of(step.Step), false, begin, step.Duration, 1, step.Outcome, isOfStart));
            foreach (var request in step.Requests)
                rows.Add(new TimelineRow(request.Name, true, begin + (request.StartedAt - step.StartedAt), request.Duration, request.Attempts, request.Outcome, isOfStart));
            begin += step.Duration;
        }
        return rows;
    }
}
