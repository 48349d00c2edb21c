using WorkerRunner.Logging;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.Faults.Tests;

/// <summary>How a run ended, and all that can be seen of it.</summary>
internal sealed record Outcome
{
    /// <summary>What ended it; null where the worker ran and the run ended well.</summary>
    public Exception? Error { get; init; }

    /// <summary>All that was said, down to requests and answers.</summary>
    public required IReadOnlyList<(LogLevel Level, LogSource Source, string Text)> Entries { get; init; }

    /// <summary>The requests that were answered or dropped.</summary>
    public required IReadOnlyList<RecordedRequest> Requests { get; init; }

    /// <summary>How long it took from the first request on, by its own clock.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How often the machine was shut down.</summary>
    public required int Shutdowns { get; init; }

    /// <summary>Whether the worker was started.</summary>
    public required bool WorkerRan { get; init; }

    /// <summary>What must not be seen anywhere.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }
}
