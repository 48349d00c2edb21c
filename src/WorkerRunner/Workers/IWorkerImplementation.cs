using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.Workers;

/// <summary>Knows how one kind of worker wants its configuration, and how it is started.</summary>
internal interface IWorkerImplementation
{
    /// <summary>
    /// What the worker's configuration file holds: the run's worker configuration, and over it what comes from the run itself, such as its
    /// credentials. It depends on the run only, so that it can be written again whenever the run has changed.
    /// </summary>
    /// <exception cref="WorkerStartException">The run lacks something that the worker needs.</exception>
    ConfigObject ConfigFile(WorkerRun run);

    /// <summary>Reports, without changing anything, what of the <c>worker</c> section keeps the worker from being started.</summary>
    /// <exception cref="RunnerConfigException">The section lacks something, where errors are not collected.</exception>
    void Check(ConfigSection worker, WorkerHost host);

    /// <summary>What an exit code of this worker means; null where it has no meaning of its own.</summary>
    WorkerExitMeaning? Explain(int exitCode);

    /// <summary>What <see cref="StartAsync"/> would start, as a person would type it; no secret is in it.</summary>
    /// <exception cref="WorkerStartException">It could not be started.</exception>
    string Describe(ConfigSection worker, WorkerHost host);

    /// <summary>Writes the worker's configuration and starts the worker.</summary>
    /// <exception cref="WorkerStartException">It could not be started.</exception>
    Task<IRunningWorker> StartAsync(WorkerRun run, WorkerHost host, CancellationToken cancellationToken);
}
