using WorkerRunner.Values;

namespace WorkerRunner.Files;

/// <summary>A file of the worker pool's configuration or of a secret cannot be understood or written; none was changed then.</summary>
public sealed class WorkerFileException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("WorkerFileFailed", message, advice, inner);
