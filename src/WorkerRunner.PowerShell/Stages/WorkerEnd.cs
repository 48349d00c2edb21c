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
    /// <param name="wait">Waits for it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<WorkerExit> AwaitAsync(Func<CancellationToken, Task<WorkerExit>> wait, CancellationToken cancellationToken)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var saying = worker is WorkerSession ? Task.CompletedTask : FollowAsync(given.Token);
        try
        {
            var exit = await wait(given.Token).ConfigureAwait(false);
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
