namespace WorkerRunner.Logging;

/// <summary>The log destinations that a runner configuration can name.</summary>
public static class LoggingCatalog
{
    /// <summary>What is used where the configuration names none.</summary>
    public const string Default = "stdio";

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default];
}
