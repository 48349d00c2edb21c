using WorkerRunner.Values;

namespace WorkerRunner.Metadata;

/// <summary>A cloud's metadata service does not answer, or refuses.</summary>
public sealed class MetadataServiceException(string message, string? advice, Exception? inner = null)
    : WorkerRunnerException("MetadataUnavailable", message, advice, inner);
