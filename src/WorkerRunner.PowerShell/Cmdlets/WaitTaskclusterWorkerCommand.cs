using System.Management.Automation;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Waits for the end of a worker, passing on what it says.</para>
/// <para type="description">Gives how the worker ended; a worker that failed is a terminating error. Ctrl-C ends the waiting, not the
/// worker.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Wait, "TaskclusterWorker")]
[OutputType(typeof(WorkerExit))]
public sealed class WaitTaskclusterWorkerCommand : SessionCmdlet
{
    /// <summary>How long to wait at most, in seconds; without end by default. When it runs out, a terminating error is raised.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    [Alias("TimeoutSec")]
    public int? Timeout { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var limit = Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : System.Threading.Timeout.InfiniteTimeSpan;
        try
        {
            WriteObject(AwaitSession(async () =>
            {
                await Session.Completion.WaitAsync(limit, Session.Environment.Time, StopToken).ConfigureAwait(false);
                return await new Runner(Session.Environment).FinishAsync(Session, StopToken).ConfigureAwait(false);
            }));
        }
        catch (TimeoutException e)
        {
            var message = new TimeoutException($"{Session.Worker} has not ended within {Timeout} s; it goes on running.", e);
            ThrowTerminatingError(new ErrorRecord(message, "WaitTimedOut", ErrorCategory.OperationTimeout, Session));
        }
    }
}
