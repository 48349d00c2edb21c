namespace WorkerRunner.Values.Timelines;

/// <summary>The names of steps and outcomes in logs, JSON and metrics.</summary>
internal static class RunStepNames
{
    /// <summary>All steps, in their order.</summary>
    public static IReadOnlyList<RunStep> All { get; } =
    [
        RunStep.Configuration, RunStep.Readiness, RunStep.Metadata, RunStep.Registration, RunStep.Secrets, RunStep.Files, RunStep.Starting, RunStep.WaitingForHello, RunStep.Running, RunStep.Ending,
    ];

    public static string Of(RunStep step) => step switch
    {
        RunStep.Configuration => "configuration",
        RunStep.Readiness => "readiness",
        RunStep.Metadata => "metadata",
        RunStep.Registration => "registration",
        RunStep.Secrets => "secrets",
        RunStep.Files => "files",
        RunStep.Starting => "starting",
        RunStep.WaitingForHello => "waiting for hello",
        RunStep.Running => "running",
        _ => "ending",
    };

    public static string Of(TimelineOutcome outcome) => outcome switch
    {
        TimelineOutcome.UnderWay => "under way",
        TimelineOutcome.Succeeded => "succeeded",
        TimelineOutcome.Refused => "refused",
        _ => "failed",
    };
}
