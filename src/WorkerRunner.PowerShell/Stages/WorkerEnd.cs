using System.Text;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Stages;

/// <summary>Waits for a worker's end. What a worker of this process says is in the log anyway; another process's log is followed.</summary>
/// <param name="worker">The worker.</param>
/// <param name="log">Where its lines go.</param>
internal sealed class WorkerEnd(TaskclusterWorker worker, SessionLog log)
{
    /// <param name="limit">How long.</param>
    /// <param name="first">What is done once the wait has begun, which the worker may end of.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">It has not ended.</exception>
    public async Task<WorkerExit> AwaitAsync(TimeSpan limit, Func<Task>? first, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var saying = worker is WorkerSession ? Task.CompletedTask : FollowAsync(given.Token);
        var ending = worker.Requests.WaitAsync(limit, given.Token);
        try
        {
            if (first is not null) await first().ConfigureAwait(false);
            var exit = await ending.ConfigureAwait(false);
            await saying.ConfigureAwait(false);
            return exit;
        }
        finally
        {
            given.Cancel();
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await worker.Requests.ReceiveLogAsync(0, follows: true, Say, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WorkerRunner.Control.RunnerRequestException)
        {
            // The end tells what there is to tell.
        }
    }

    private void Say(TailEntry entry) =>
        log.Write(new LogEntry { Time = entry.Time, Source = entry.Source, Level = entry.Level, Text = Encoding.UTF8.GetBytes(entry.Text) });
}
