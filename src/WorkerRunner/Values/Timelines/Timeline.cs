namespace WorkerRunner.Values.Timelines;

/// <summary>Where the time of a run went: its steps, in their order, each with its requests. It is a picture of one moment and does not change.</summary>
public sealed class Timeline
{
    internal Timeline(IReadOnlyList<TimelineStep> steps, string? worker)
    {
        Steps = steps;
        Worker = worker;
    }

    /// <summary>The worker: <c>group/id of pool at root URL</c>; null as long as it is not known.</summary>
    public string? Worker { get; }

    /// <summary>The steps so far; the last one may be under way.</summary>
    public IReadOnlyList<TimelineStep> Steps { get; }

    /// <summary>
    /// How long the start took, in seconds: all steps before the worker ran. The time between them is not counted: at a prompt it is that of a
    /// person.
    /// </summary>
    public double StartSeconds => Math.Round(StartDuration.TotalSeconds, 3);

    internal TimeSpan StartDuration => Sum(Steps.Where(s => s.Step < RunStep.Running));

    /// <summary>A waterfall in text, 80 characters wide.</summary>
    public override string ToString() => TimelineText.Draw(this);

    internal static Timeline Empty { get; } = new([], worker: null);

    internal static TimeSpan Sum(IEnumerable<TimelineStep> steps) => new(steps.Sum(s => s.Duration.Ticks));
}

/// <summary>A step of a run.</summary>
public sealed record TimelineStep
{
    internal TimelineStep()
    {
    }

    /// <summary>Which.</summary>
    public RunStep Step { get; internal init; }

    /// <summary>When it began, in local time.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>How long it took, or has taken so far, in seconds.</summary>
    public double Seconds => Math.Round(Duration.TotalSeconds, 3);

    /// <summary>How it ended.</summary>
    public TimelineOutcome Outcome { get; internal init; }

    /// <summary>Its newest requests, 100 at most.</summary>
    public IReadOnlyList<TimelineRequest> Requests { get; internal init; } = [];

    /// <summary>How many earlier requests are not kept.</summary>
    public int OmittedRequests { get; internal init; }

    internal TimeSpan Duration { get; init; }

    /// <summary>For example <c>registration, 2.1 s</c>.</summary>
    public override string ToString() => $"{RunStepNames.Of(Step)}, {DurationText.Fine(Duration)}";
}

/// <summary>A request to a service, with all its attempts.</summary>
public sealed record TimelineRequest
{
    internal TimelineRequest()
    {
    }

    /// <summary>What was asked: <c>worker-manager.registerWorker</c>.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>When the first attempt began, in local time.</summary>
    public DateTimeOffset StartedAt { get; internal init; }

    /// <summary>How long it took with all attempts and pauses, or has taken so far, in seconds.</summary>
    public double Seconds => Math.Round(Duration.TotalSeconds, 3);

    /// <summary>How many attempts were begun.</summary>
    public int Attempts { get; internal init; }

    /// <summary>How it ended.</summary>
    public TimelineOutcome Outcome { get; internal init; }

    internal TimeSpan Duration { get; init; }

    /// <summary>For example <c>worker-manager.registerWorker, 2.1 s, 3 attempts</c>.</summary>
    public override string ToString() => $"{Name}, {DurationText.Fine(Duration)}{(Attempts > 1 ? $", {Attempts} attempts" : "")}";
}

/// <summary>How a step or a request ended.</summary>
public enum TimelineOutcome
{
    /// <summary>It has not ended.</summary>
    UnderWay,

    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>A service answered finally, but not what was asked for: it may have refused, or there is no such thing.</summary>
    Refused,

    /// <summary>It failed, or was ended early.</summary>
    Failed,
}
