using WorkerRunner.Values;

namespace WorkerRunner.Stages;

/// <summary>The restart cache cannot be read, written or used.</summary>
public sealed class RestartCacheException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("RestartCacheFailed", message, advice, inner);
