using System.Management.Automation;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Tells a running worker to claim no more tasks and to end.</para>
/// <para type="description">Sends graceful-termination, as an interruption of the instance does. -Wait waits for the end, as
/// Wait-TaskclusterWorker does. A worker that does not end is not stopped: Stop-TaskclusterWorker does that.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Request, "WorkerTermination", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(TaskclusterWorker), typeof(WorkerExit))]
public sealed class RequestWorkerTerminationCommand : SessionCmdlet
{
    /// <summary>Lets the worker finish the tasks that it has, rather than drop them at once.</summary>
    [Parameter]
    public SwitchParameter FinishTasks { get; set; }

    /// <summary>
    /// How long the worker's hello is waited for, in seconds; 30 by default. With -Wait also how long its end is; without end by default. When it
    /// runs out, that is an error.
    /// </summary>
    [Parameter]
    [ValidateRange(1, LongestWait)]
    [Alias("TimeoutSec")]
    public int Timeout { get; set; } = HelloLimit;

    /// <summary>Waits for the worker's end, passing on what it says, and gives how it ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Gives the session, or the worker of another process as it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override bool DisplaysLog => Wait;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Session, () =>
    {
        if (!ShouldProcess(Session.Worker, FinishTasks ? "tell it to end when its tasks are finished" : "tell it to drop its tasks and end")) return;
        if (Wait) GiveExit(MyInvocation.BoundParameters.ContainsKey(nameof(Timeout)) ? Timeout : null, TellAndWaitAsync);
        else AwaitSession(TellAsync, _ => $"Waiting for {Session.Worker} to say hello{UpTo(Timeout)}");
        if (PassThru && !Wait) WriteObject(Session.Refreshed());
    });

    private Task<WorkerExit> TellAndWaitAsync(TimeSpan limit, CancellationToken cancellationToken) =>
        Session.Requests.TerminateAndWaitAsync(FinishTasks, TimeSpan.FromSeconds(Timeout), limit, cancellationToken);

    private async Task<bool> TellAsync()
    {
        await Session.Requests.TerminateAsync(FinishTasks, TimeSpan.FromSeconds(Timeout), StopToken).ConfigureAwait(false);
        return true;
    }
}
