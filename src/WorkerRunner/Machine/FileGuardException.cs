namespace WorkerRunner.Machine;

/// <summary>A file that has to be private is not, or is no file at all.</summary>
public sealed class FileGuardException(string message, string? advice = null, Exception? inner = null)
    : WorkerRunnerException("FileNotPrivate", message, advice, inner);
