using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Stages;

/// <summary>
/// What this machine alone can tell is found out before others are asked: a cloud's worker registers once, and a mistake that shows after that
/// has cost an instance. Files are tried rather than looked at, as only that tells of a full or read-only disk.
/// </summary>
internal sealed class LocalCheck(RunEnvironment environment)
{
    /// <exception cref="RunnerConfigException">The worker is not there, cannot be executed, or its configuration has no place.</exception>
    /// <exception cref="WorkerRunnerException">A file could not be written; the type says which.</exception>
    public void Run(RunnerConfig config)
    {
        var host = new WorkerHost(environment);
        WorkerCatalog.Create(config.Implementation).Check(config.Worker, host);
        WorkerConfigFile.Probe(config.Worker, host);
        new RestartCache(environment).Probe(config);
    }
}
