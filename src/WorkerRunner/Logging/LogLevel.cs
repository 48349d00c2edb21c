namespace WorkerRunner.Logging;

/// <summary>How much an entry of the runner's own matters. Worker output is always <see cref="Information"/>.</summary>
public enum LogLevel
{
    /// <summary>What happens.</summary>
    Information,

    /// <summary>Something to look at, though the run goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,
}
