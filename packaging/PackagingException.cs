namespace WorkerRunner.Packaging;

/// <summary>A package cannot be made.</summary>
internal sealed class PackagingException(string message) : Exception(message);
