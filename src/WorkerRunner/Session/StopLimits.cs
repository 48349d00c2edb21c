namespace WorkerRunner.Session;

/// <summary>How long each step of a stop may take before the next one is taken.</summary>
internal sealed record StopLimits
{
    /// <summary>After <c>graceful-termination</c>: for the worker to end by itself.</summary>
    public TimeSpan Graceful { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After the interrupt (SIGTERM).</summary>
    public TimeSpan Interrupt { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After the kill, for the operating system to report the end.</summary>
    public TimeSpan Kill { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the worker may finish its tasks within <see cref="Graceful"/> rather than drop them at once.</summary>
    public bool FinishTasks { get; init; }
}
