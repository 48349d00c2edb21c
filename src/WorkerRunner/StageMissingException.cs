using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner;

/// <summary>A stage of a run was asked for before another one that it builds on.</summary>
public sealed class StageMissingException : WorkerRunnerException
{
    internal StageMissingException(RunStages missing, string message)
        : base("StageMissing", message) => Missing = missing;

    /// <summary>The stage that has to come first.</summary>
    public RunStages Missing { get; }
}
