namespace WorkerRunner.Sandbox.CommandLine;

/// <summary>An argument that cannot be understood; the message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
