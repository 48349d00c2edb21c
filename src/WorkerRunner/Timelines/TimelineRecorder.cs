using WorkerRunner.Logging;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Timelines;

/// <summary>
/// Writes down where the time of a run goes: one step after the other, and the requests within each. It holds little, however long a run
/// goes on. Thread-safe.
/// </summary>
internal sealed class TimelineRecorder(RunLog log, TimeProvider time)
{
    private readonly object gate = new();
    private readonly List<TimelineStep> ended = [];
    private readonly Dictionary<string, long> retries = new(StringComparer.Ordinal);
    private OpenStep? current;
    private string? worker;

    /// <summary>Told of each step that begins, by the thread that begins it.</summary>
    public event Action<RunStep>? Entered;

    /// <summary>All so far; the last step may be under way.</summary>
    public Timeline Timeline
    {
        get
        {
            lock (gate)
            {
                // An array, which PowerShell can index.
                TimelineStep[] steps = current is null ? [.. ended] : [.. ended, current.Picture(TimelineOutcome.UnderWay)];
                return new Timeline(steps, worker);
            }
        }
    }

    /// <summary>Where the run is; where it was last, between two steps.</summary>
    public RunStep Step
    {
        get
        {
            lock (gate)
            {
                if (current is not null) return current.Step;
                return ended.Count > 0 ? ended[ended.Count - 1].Step : RunStep.Configuration;
            }
        }
    }

    /// <summary>How many attempts after the first there were, by service.</summary>
    public IReadOnlyDictionary<string, long> Retries
    {
        get
        {
            lock (gate) return new Dictionary<string, long>(retries, StringComparer.Ordinal);
        }
    }

    /// <summary>Goes on with what was written down for a run elsewhere: at a prompt each cmdlet has a recorder of its own.</summary>
    public void GoOn(Timeline earlier)
    {
        lock (gate)
        {
            worker ??= earlier.Worker;
            if (current is null && ended.Count == 0) ended.AddRange(earlier.Steps);
        }
    }

    /// <summary>Names the worker, once it is known.</summary>
    public void Name(string who)
    {
        lock (gate) worker = who;
    }

    /// <summary>Begins a step; the one before it is done.</summary>
    public void Enter(RunStep step)
    {
        lock (gate)
        {
            if (current?.Step == step) return;
            Begin(step);
        }
        Entered?.Invoke(step);
    }

    /// <summary>Begins a step if the one under way is <paramref name="from"/>: what happens meanwhile counts.</summary>
    public void Enter(RunStep step, RunStep from)
    {
        lock (gate)
        {
            if (current?.Step != from) return;
            Begin(step);
        }
        Entered?.Invoke(step);
    }

    /// <summary>Ends the step that is under way.</summary>
    public void Leave(TimelineOutcome outcome)
    {
        lock (gate) End(outcome);
    }

    /// <summary>Ends the step that is under way with an error, which takes with it where the time went.</summary>
    public T Fail<T>(T error)
        where T : Exception
    {
        Leave(TimelineOutcome.Failed);
        if (error is WorkerRunnerException known) known.Timeline = Timeline;
        return error;
    }

    /// <summary>Begins a request; it belongs to the step under way, if any.</summary>
    /// <param name="service">Who is asked; retries are counted by it.</param>
    /// <param name="name">What is asked.</param>
    public OpenRequest Begin(string service, string name)
    {
        lock (gate)
        {
            var request = new OpenRequest(this, service, name, time);
            current?.Add(request);
            return request;
        }
    }

    internal void Count(OpenRequest request)
    {
        lock (gate)
        {
            request.Attempts++;
            if (request.Attempts == 1) return;
            retries.TryGetValue(request.Service, out var before);
            retries[request.Service] = before + 1;
        }
    }

    internal void End(OpenRequest request, TimelineOutcome outcome)
    {
        lock (gate) request.Close(outcome);
        if (log.Wants(LogLevel.Verbose)) log.Write(Messages.RequestEnded(request.Name, request.Duration, request.Attempts, RunStepNames.Of(outcome)));
    }

    private void Begin(RunStep step)
    {
        End(TimelineOutcome.Succeeded);
        current = new OpenStep(step, time);
    }

    private void End(TimelineOutcome outcome)
    {
        if (current is not { } open) return;
        var step = open.Picture(outcome);
        ended.Add(step);
        current = null;
        if (log.Wants(LogLevel.Verbose)) log.Write(Messages.StepEnded(RunStepNames.Of(step.Step), step.Duration, RunStepNames.Of(outcome)));
    }
}
