using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Begins sessions as <see cref="Runner.StartAsync"/> does, of workers that are there already.</summary>
internal static class Sessions
{
    public static WorkerSession Begin(WorkerRun run, FakeWorker worker, RunEnvironment environment)
    {
        var interruptions = ProviderCatalog.Create(run.Config.ProviderType).CreateInterruptionSource(run.Config.Provider, run.Config.Interruptions, environment.Metadata);
        var session = WorkerSession.Begin(run, worker, environment, interruptions);
        if (environment.Time is TestTime time) time.Heed(worker);
        return session;
    }
}
