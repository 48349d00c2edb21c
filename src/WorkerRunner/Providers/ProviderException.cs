using WorkerRunner.Values;

namespace WorkerRunner.Providers;

/// <summary>The provider cannot tell who this worker is, or it must not start.</summary>
public sealed class ProviderException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("ProviderFailed", message, advice, inner);
