namespace WorkerRunner.Logging;

/// <summary>How much an entry of the runner's own matters, in rising order. Worker output is always <see cref="Information"/>.</summary>
public enum LogLevel
{
    /// <summary>Every request and its answer, secrets masked.</summary>
    Debug = -2,

    /// <summary>What is asked, found, merged, written and waited for.</summary>
    Verbose = -1,

    /// <summary>What happens.</summary>
    Information = 0,

    /// <summary>Something to look at, though the run goes on.</summary>
    Warning = 1,

    /// <summary>Something failed.</summary>
    Error = 2,
}
