using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.PowerShell.Stages;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Starts a worker and returns at once.</para>
/// <para type="description">The fourth stage of a run: writes the worker's configuration, starts the worker and gives its live session.
/// Wait-TaskclusterWorker passes on what it says and waits for its end, Stop-TaskclusterWorker stops it. When the PowerShell process
/// ends while the worker runs, the worker is stopped quickly: asked to end, and killed after three seconds.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "TaskclusterWorker", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerSession))]
public sealed class StartTaskclusterWorkerCommand : RunnerCmdlet
{
    /// <summary>The run, from Expand-WorkerFiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(WorkerRun))]
    public WorkerRun Run { get; set; } = null!;

    /// <summary>Leaves the instance alone when the worker has ended or asks for its end; else worker-manager removes it.</summary>
    [Parameter]
    public SwitchParameter KeepInstance { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Run, () =>
    {
        var command = Stages.RunHere(runner => runner.DescribeStart(Run.Config));
        if (!ShouldProcess($"{Run.Config.Implementation} as worker {Run}", $"start {command}")) return;

        var run = Run with { KeepInstance = KeepInstance };
        var log = new SessionLog();
        var environment = Stages.CreateEnvironment(log, run);
        WorkerSession? started = null;
        var isWanted = false;
        try
        {
            var session = Stages.Await(log, environment, async () => started = await new Runner(environment).StartAsync(run, StopToken).ConfigureAwait(false));
            isWanted = !StopToken.IsCancellationRequested;
            if (!isWanted) throw new PipelineStoppedException();
            OwnedSession.StopWithProcess(session);
            new Runner(environment).Show(session);
            WriteObject(session);
        }
        finally
        {
            if (!isWanted) OwnedSession.Abandon(started, environment);
        }
    });
}
