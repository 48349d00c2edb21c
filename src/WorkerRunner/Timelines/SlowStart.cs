using WorkerRunner.Logging;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Timelines;

/// <summary>A start that took long: a line in the log names the step that took longest, so that nobody has to add up times.</summary>
internal static class SlowStart
{
    /// <summary>What is longer is slow: a boot takes seconds where nothing is in its way.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>What is to be said of the start; null where it was quick.</summary>
    public static LogMessage? Of(Timeline timeline)
    {
        var total = timeline.StartDuration;
        if (total < Limit) return null;
        var slowest = timeline.Steps.Where(s => s.Step < RunStep.Running).OrderByDescending(s => s.Duration).First();
        var request = slowest.Requests.OrderByDescending(r => r.Duration).FirstOrDefault();
        return Messages.SlowStart(total, RunStepNames.Of(slowest.Step), slowest.Duration, request is null ? "" : $" ({request})");
    }
}
