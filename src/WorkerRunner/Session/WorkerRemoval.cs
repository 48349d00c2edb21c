using System.Diagnostics.CodeAnalysis;
using WorkerRunner.Logging;
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
/// <remarks>It is tried for as long as any call: a machine of Azure that is shut down from inside is billed on.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "Its sources have nothing to free, and may be cancelled late.")]
internal sealed class WorkerRemoval(RunEnvironment environment)
{
    /// <summary>How long it is tried once the runner itself is to end.</summary>
    public static readonly TimeSpan HurriedLimit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource hurried = new();
    private readonly CancellationTokenSource ended = new();

    /// <summary>From now on it is tried for <see cref="HurriedLimit"/>: the system may be going down.</summary>
    public void Hurry() => hurried.Cancel();

    /// <summary>It is not tried any more.</summary>
    public void HurryMore() => ended.Cancel();

    /// <summary>Removes the worker of a cloud, after <paramref name="wait"/> where there is time for it.</summary>
    public async Task RemoveAsync(WorkerRun run, string reason, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!ProviderCatalog.Create(run.Config.ProviderType).IsDynamicallyProvisioned)
        {
            environment.Log.Write(Messages.NotProvisioned());
            return;
        }

        if (run.KeepInstance)
        {
            environment.Log.Write(Messages.InstanceKept());
            return;
        }

        await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        await RemoveOrShutDownAsync(run, reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same for any host: one that worker-manager cannot remove is shut down.</summary>
    public async Task RemoveOrShutDownAsync(WorkerRun run, string reason, CancellationToken cancellationToken)
    {
        environment.Log.Write(Messages.Removing(reason));
        try
        {
            await TryRemoveAsync(run, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: the instance must not idle at a cost.
            var why = e switch
            {
                OperationCanceledException => ended.IsCancellationRequested ? "there is no time for it." : $"not within {DurationText.Of(HurriedLimit)}.",
                _ => WorkerRunnerException.LineOf(e),
            };
            environment.Log.Write(Messages.RemovalFailed(why));
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
            environment.Log.Write(Messages.ShutdownFailed(e.Message));
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        if (wait <= TimeSpan.Zero) return;
        environment.Log.Write(Messages.RemovalWaits(wait));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, hurried.Token, ended.Token);
        try
        {
            await environment.Time.Delay(wait, over.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The runner itself is to end: there is no time for it.
        }
    }

    private async Task TryRemoveAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        // Not disposed of: the timer may be firing.
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ended.Token);
        using var timer = environment.Time.CreateTimer(_ => limit.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var hurry = hurried.Token.Register(() => timer.Change(HurriedLimit, Timeout.InfiniteTimeSpan));
        await new WorkerManager(environment.Taskcluster, run.RootUrl, Limits(run)).RemoveAsync(run.Identity, run.Credentials, limit.Token).ConfigureAwait(false);
    }

    /// <summary>Once its credentials have expired, nobody lets the worker remove itself.</summary>
    private RetryLimits Limits(WorkerRun run)
    {
        var limits = new RetryLimits();
        if (run.CredentialsExpire - environment.ServerClock.Earliest is not { } left || left >= limits.Total) return limits;
        return limits with { Total = left > TimeSpan.Zero ? left : TimeSpan.Zero };
    }
}
