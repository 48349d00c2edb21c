using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Runs;

namespace WorkerRunner.Workers;

/// <summary>What a worker is started on.</summary>
/// <param name="Surroundings">The computer, and the folder that the worker starts in.</param>
/// <param name="Log">Where its start is said.</param>
/// <param name="Time">The clock of the start's limits.</param>
internal sealed record WorkerHost(Surroundings Surroundings, RunLog Log, TimeProvider Time)
{
    public WorkerHost(RunEnvironment environment)
        : this(environment.Surroundings, environment.Log, environment.Time)
    {
    }

    public IMachine Machine => Surroundings.Machine;
}
