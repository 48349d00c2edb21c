using System.Management.Automation;
using WorkerRunner.Session;

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
    protected override void ProcessRecord() => Attempt(Session, () => GiveExit(Timeout, Session.Requests.WaitAsync));
}
