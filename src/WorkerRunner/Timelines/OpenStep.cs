using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Timelines;

/// <summary>A step that is under way. Its recorder calls one method at a time.</summary>
internal sealed class OpenStep(RunStep step, TimeProvider time)
{
    private const int MostRequests = 100;

    private readonly DateTimeOffset startedAt = time.GetLocalNow();
    private readonly long start = time.GetTimestamp();
    private readonly Queue<OpenRequest> requests = new();
    private int omitted;

    public RunStep Step { get; } = step;

    public void Add(OpenRequest request)
    {
        requests.Enqueue(request);
        if (requests.Count <= MostRequests) return;
        requests.Dequeue();
        omitted++;
    }

    public TimelineStep Picture(TimelineOutcome outcome)
    {
        var pictures = new TimelineRequest[requests.Count];
        var count = 0;
        foreach (var request in requests) pictures[count++] = request.Picture();
        return new TimelineStep { Step = Step, StartedAt = startedAt, Duration = time.GetElapsedTime(start), Outcome = outcome, Requests = pictures, OmittedRequests = omitted };
    }
}
