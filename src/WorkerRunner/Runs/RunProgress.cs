using WorkerRunner.Interruptions;

namespace WorkerRunner.Runs;

/// <summary>What has happened in a run, beside its timeline, for whoever looks into it from outside.</summary>
/// <param name="time">The clock.</param>
internal sealed class RunProgress(TimeProvider time)
{
    private readonly object gate = new();
    private readonly List<AnnouncedInterruption> interruptions = [];
    private readonly long began = time.GetTimestamp();
    private DateTimeOffset? nextRenewal;
    private long errorReports;
    private long renewals;
    private long silences;

    /// <summary>When the run began.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetLocalNow();

    /// <summary>How long ago that was, whatever the clock was set to meanwhile.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(began);

    /// <summary>When the credentials are renewed; null where that is not planned.</summary>
    public DateTimeOffset? NextRenewal
    {
        get
        {
            lock (gate) return nextRenewal;
        }
        set
        {
            lock (gate) nextRenewal = value;
        }
    }

    /// <summary>The interruptions that were announced for this instance.</summary>
    public IReadOnlyList<AnnouncedInterruption> Interruptions
    {
        get
        {
            lock (gate) return [.. interruptions];
        }
    }

    /// <summary>How many of the worker's errors were reported.</summary>
    public long ErrorReports => Interlocked.Read(ref errorReports);

    /// <summary>How often the credentials were renewed.</summary>
    public long Renewals => Interlocked.Read(ref renewals);

    /// <summary>How often the worker said nothing for too long.</summary>
    public long Silences => Interlocked.Read(ref silences);

    /// <summary>What the worker's own lines say that happens.</summary>
    public WorkerEvents Events { get; } = new();

    public void Silent() => Interlocked.Increment(ref silences);

    public void Announced(Interruption interruption)
    {
        lock (gate) interruptions.Add(new AnnouncedInterruption(interruption.ToString(), time.GetLocalNow(), interruption.Deadline));
    }

    public void ErrorReported() => Interlocked.Increment(ref errorReports);

    public void Renewed() => Interlocked.Increment(ref renewals);
}

/// <summary>An interruption that the cloud has announced.</summary>
/// <param name="Text">What it is.</param>
/// <param name="AnnouncedAt">When it was seen.</param>
/// <param name="Deadline">When the instance ends; null where that is not announced.</param>
internal sealed record AnnouncedInterruption(string Text, DateTimeOffset AnnouncedAt, DateTimeOffset? Deadline);
