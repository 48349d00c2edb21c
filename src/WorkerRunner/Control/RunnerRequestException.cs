using WorkerRunner.Values;

namespace WorkerRunner.Control;

/// <summary>Something that was asked of a runner in another process was refused, or the runner could not be asked.</summary>
public sealed class RunnerRequestException : WorkerRunnerException
{
    /// <summary>The kind of error where it is not the runner that names it.</summary>
    internal const string NotReached = "RunnerNotReached";

    /// <summary>Whether there is no such runner, or not any more.</summary>
    internal bool IsGone => InnerException is FileNotFoundException;

    internal RunnerRequestException(string errorId, string message, string? advice = null, Exception? inner = null)
        : base(errorId, message, advice, inner)
    {
    }
}
