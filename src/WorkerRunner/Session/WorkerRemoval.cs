using WorkerRunner.Machine;
using WorkerRunner.Providers;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>
/// Ends the instance of a worker that worker-manager made: removeWorker, and if that fails the machine is shut down, so that nothing idles
/// at a cost. Hosts that nobody made for the worker are left alone.
/// </summary>
internal sealed class WorkerRemoval(RunEnvironment environment)
{
    // A session waits for what is under way for 90 s; the fall-back, half a minute at most, has to come within that.
    private static readonly RetryLimits Limits = new() { Total = TimeSpan.FromSeconds(30), Attempt = TimeSpan.FromSeconds(10) };

    public async Task RemoveAsync(WorkerRun run, string reason, CancellationToken cancellationToken)
    {
        if (!ProviderCatalog.Create(run.Config.ProviderType).IsDynamicallyProvisioned)
        {
            environment.Log.Information("Host is not dynamically provisioned; exiting");
            return;
        }

        if (run.KeepInstance)
        {
            environment.Log.Information("The instance is kept, as that was asked for");
            return;
        }

        await RemoveOrShutDownAsync(run, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for any host: one that worker-manager cannot remove is shut down.</summary>
    public async Task RemoveOrShutDownAsync(WorkerRun run, string reason, CancellationToken cancellationToken)
    {
        environment.Log.Information(reason);
        try
        {
            await new WorkerManager(environment.Taskcluster, run.RootUrl, Limits).RemoveAsync(run.Identity, run.Credentials, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever it was: the instance must not idle at a cost.
            var why = e is WorkerRunnerException known ? known.ToLogLine() : $"{e.GetType().Name}: {e.Message}";
            environment.Log.Error($"The worker could not be removed: {why} Falling back to system shutdown.");
            await ShutDownAsync(reason, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Shuts the machine down; a refusal is said in the log.</summary>
    public async Task ShutDownAsync(string reason, CancellationToken cancellationToken)
    {
        try
        {
            await environment.Machine.ShutDownAsync(reason, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MachineException or TimeoutException)
        {
            environment.Log.Error($"The machine could not be shut down: {e.Message}");
        }
    }
}
