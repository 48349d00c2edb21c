using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Workers;

namespace WorkerRunner.Session;

/// <summary>
/// The steps of a stop, each within its limit: the worker is asked to end, then interrupted, then killed with all that it started. Without
/// time for the graceful end the interrupt comes first.
/// </summary>
internal sealed class StopSequence(WorkerSession session, IRunningWorker worker, StopLimits limits, CancellationToken hurry)
{
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(5);

    private readonly RunEnvironment environment = session.Environment;

    /// <summary>Completes when the worker has ended, or is left behind.</summary>
    public async Task RunAsync(EndCause cause)
    {
        session.Ending.Request(cause);
        if (session.HasEnded) return;
        try
        {
            await AskToEndAsync(cause).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            environment.Log.Write(Messages.NoLongerWaiting());
        }
        if (!session.HasEnded) await KillAsync().ConfigureAwait(false);
    }

    private async Task AskToEndAsync(EndCause cause)
    {
        hurry.ThrowIfCancellationRequested();
        if (limits.Graceful > TimeSpan.Zero
            && await TryTerminateAsync(cause).ConfigureAwait(false)
            && await EndsWithinAsync(limits.Graceful, "to end gracefully").ConfigureAwait(false)) return;
        if (!session.HasEnded && worker.Interrupt()) await EndsWithinAsync(limits.Interrupt, "to end after an interrupt").ConfigureAwait(false);
    }

    private async Task<bool> TryTerminateAsync(EndCause cause)
    {
        var limit = limits.Graceful < HelloLimit ? limits.Graceful : HelloLimit;
        using var timeout = environment.Time.CreateCancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hurry, timeout.Token);
        try
        {
            environment.Log.Write(Messages.AskingToEnd(worker.Description));
            return await session.RequestTerminationAsync(limits.FinishTasks, cause, either.Token).ConfigureAwait(false) == SendOutcome.Sent;
        }
        catch (OperationCanceledException) when (!hurry.IsCancellationRequested)
        {
            environment.Log.Write(Messages.CannotBeAsked());
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit, string what)
    {
        environment.Log.Write(Messages.WaitingForEnd(limit, worker.Description, what));
        return await EndsWithinAsync(limit, hurry).ConfigureAwait(false);
    }

    private async Task KillAsync()
    {
        environment.Log.Write(Messages.Killing(worker.Description));
        worker.Kill();
        if (await EndsWithinAsync(limits.Kill, CancellationToken.None).ConfigureAwait(false)) return;
        environment.Log.Write(Messages.KilledWithoutEnd(worker.Description));
        session.Ending.LeaveBehind();
    }

    /// <summary>How it ended, or that nothing can be told of it any more, is the ending's.</summary>
    private async Task<bool> EndsWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(worker.Exited).WaitAsync(limit, environment.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
