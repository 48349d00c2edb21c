using WorkerRunner.Values;

namespace WorkerRunner.Stages;

/// <summary>The machine has not become what the runner configuration waits for.</summary>
public sealed class MachineNotReadyException : WorkerRunnerException
{
    internal MachineNotReadyException(string missing, TimeSpan timeout)
        : base("MachineNotReady", $"This machine is not ready after {DurationText.Of(timeout)}: {missing}.", "See why that does not happen, or give it more time with waitFor.timeout.")
    {
    }
}
