using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>Something that was asked of a live session by hand cannot be done.</summary>
public sealed class SessionRequestException(string message, string? advice = null)
    : WorkerRunnerException("SessionRequestFailed", message, advice);
