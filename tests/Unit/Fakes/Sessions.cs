using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Begins sessions as <see cref="Runner.StartAsync"/> does, of workers that are there already.</summary>
internal static class Sessions
{
    public static WorkerSession Begin(WorkerRun run, IRunningWorker worker, RunEnvironment environment) => WorkerSession.Begin(
        run, worker, environment, ProviderCatalog.Create(run.Config.ProviderType).CreateInterruptionSource(run.Config.Provider, run.Config.Interruptions, environment.Metadata));
}
