using System.Management.Automation;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Waits for the end of a worker, passing on what it says.</para>
/// <para type="description">Shows the log, and gives how the worker ended; a worker that failed is an error. Ctrl-C ends the wait, not
/// the worker.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "TaskclusterWorker", HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerExit))]
public sealed class WaitTaskclusterWorkerCommand : SessionCmdlet
{
    /// <summary>How long to wait at most for each session, in seconds; without end by default. When it runs out, that is an error.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("TimeoutSec")]
    public int? Timeout { get; set; }

    private protected override bool DisplaysLog => true;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Session, () =>
    {
        try
        {
            WriteObject(AwaitSession(FinishAsync, _ => RunningWorker.Describe(Session, Log) + (Timeout is null ? "" : $", waiting{UpTo(Timeout)}")));
        }
        catch (TimeoutException e)
        {
            var message = new TimeoutException($"{Session.Worker} has not ended within {DurationText.Of(TimeSpan.FromSeconds(Timeout!.Value))}; it is still running.", e);
            Fail(new ErrorRecord(message, "WaitTimedOut", ErrorCategory.OperationTimeout, Session));
        }
    });

    private async Task<WorkerExit> FinishAsync()
    {
        var limit = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : System.Threading.Timeout.InfiniteTimeSpan;
        await Session.Completion.WaitAsync(limit, Session.Environment.Time, StopToken).ConfigureAwait(false);
        return await Session.FinishAsync(StopToken).ConfigureAwait(false);
    }
}
