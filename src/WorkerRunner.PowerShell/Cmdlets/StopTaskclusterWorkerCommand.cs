using System.Management.Automation;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Stops a worker.</para>
/// <para type="description">Sends graceful-termination and waits, then interrupts the worker and waits, then kills it with all it
/// started; each step has its limit. Ctrl-C goes on to the kill at once.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Stop, "TaskclusterWorker", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerExit))]
public sealed class StopTaskclusterWorkerCommand : SessionCmdlet
{
    /// <summary>How long the worker may take to end by itself, in seconds; 30 by default.</summary>
    [Parameter]
    [ValidateRange(0, LongestWait)]
    public int GracefulTimeout { get; set; } = (int)new StopLimits().Graceful.TotalSeconds;

    /// <summary>Lets the worker finish its tasks within that time, rather than drop them at once.</summary>
    [Parameter]
    public SwitchParameter FinishTasks { get; set; }

    /// <summary>Kills the worker at once.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Session, () =>
    {
        if (!ShouldProcess(Session.Worker, "stop")) return;
        var limits = new StopLimits { Graceful = TimeSpan.FromSeconds(GracefulTimeout), FinishTasks = FinishTasks };
        WriteObject(AwaitSession(() => Session.Requests.StopAsync(limits, Force ? new CancellationToken(canceled: true) : StopToken)));
    });

    private protected override string OnInterrupt => "Ctrl-C kills the worker";
}
