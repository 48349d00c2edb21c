using WorkerRunner.Values;

namespace WorkerRunner.Interruptions;

/// <summary>A cloud's word that an instance is about to be taken away, or may be.</summary>
public sealed record Interruption
{
    /// <summary>The cloud: <c>aws</c>, <c>azure</c> or <c>google</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>What kind of signal, in the cloud's own words, for example <c>spot</c>, <c>Preempt</c> or <c>preempted</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What is going to happen, in the cloud's own words, for example <c>terminate</c> or <c>Reboot</c>.</summary>
    public required string Action { get; init; }

    /// <summary>When, if the cloud says so.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What tells this event from others of its kind.</summary>
    public required string EventId { get; init; }

    /// <summary>Whether it is about this instance; some clouds tell each machine of a group about all of them.</summary>
    public bool IsForThisInstance { get; init; } = true;

    /// <summary>Whether it only informs: the instance may well live on.</summary>
    public bool IsAdvisory { get; init; }

    /// <summary>The cloud's answer as it came.</summary>
    public required string Raw { get; init; }

    /// <summary>One line for the log.</summary>
    public override string ToString()
    {
        var what = $"{Provider} {Kind}: {Action}";
        var when = Deadline is { } deadline ? $" at {TimeText.Of(deadline)}" : "";
        return what + when + (IsAdvisory ? " (advisory)" : "");
    }
}
