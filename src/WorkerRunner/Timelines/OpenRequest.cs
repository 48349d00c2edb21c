using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Timelines;

/// <summary>A request that is under way.</summary>
internal sealed class OpenRequest(TimelineRecorder recorder, string service, string name, TimeProvider time)
{
    private readonly DateTimeOffset startedAt = time.GetLocalNow();
    private readonly long start = time.GetTimestamp();
    private TimelineOutcome outcome = TimelineOutcome.UnderWay;
    private TimeSpan taken;

    public string Service { get; } = service;

    public string Name { get; } = name;

    public int Attempts { get; internal set; }

    public TimeSpan Duration => outcome == TimelineOutcome.UnderWay ? time.GetElapsedTime(start) : taken;

    /// <summary>Begins an attempt.</summary>
    public void Attempt() => recorder.Count(this);

    /// <summary>The request is over.</summary>
    public void End(TimelineOutcome with) => recorder.End(this, with);

    internal void Close(TimelineOutcome with) => (taken, outcome) = (Duration, with);

    internal TimelineRequest Picture() => new() { Name = Name, StartedAt = startedAt, Duration = Duration, Attempts = Attempts, Outcome = outcome };
}
