using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>The worker ran, and ended by itself with an exit code other than 0.</summary>
public sealed class WorkerFailedException : WorkerRunnerException
{
    internal WorkerFailedException(string worker, WorkerExit exit)
        : base("WorkerFailed", $"{worker} ended with {exit} after {DurationText.Of(exit.Duration)}.", AdviceFor(exit)) => Exit = exit;

    /// <summary>How it ended.</summary>
    public WorkerExit Exit { get; }

    private static string AdviceFor(WorkerExit exit) => exit switch
    {
        { SaidHello: false, ExitCode: 126 or 127 } => "It could not be executed: is it built for this system, and is the interpreter of its script installed?",
        { SaidHello: false } => "It ended before it said hello: see its output in the log, and check its version and its configuration.",
        _ => "See its output in the log.",
    };
}
