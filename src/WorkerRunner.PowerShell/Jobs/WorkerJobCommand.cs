using System.Management.Automation;
using WorkerRunner.PowerShell.Cmdlets;

namespace WorkerRunner.PowerShell.Jobs;

/// <summary>What a <see cref="WorkerJob"/> runs: Start-WorkerRunner, which the job stops, and whose error is one of its job.</summary>
[Cmdlet(VerbsLifecycle.Start, "WorkerRunner", DefaultParameterSetName = PathSet)]
internal sealed class WorkerJobCommand : StartWorkerRunnerCommand
{
    /// <summary>Its name in the job's runspace.</summary>
    public const string Name = "Start-WorkerRunner";

    private CancellationTokenRegistration stop;
    private CancellationTokenRegistration hurry;

    /// <summary>The job.</summary>
    [Parameter(Mandatory = true)]
    public WorkerJob Job { get; set; } = null!;

    private protected override bool ShowsProgress => true;

    private protected override string OnInterrupt => "Stop-Job ends it";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        stop = Job.StopToken.Register(StopWork);
        hurry = Job.HurryToken.Register(Hurry);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stop.Dispose();
            hurry.Dispose();
        }
        base.Dispose(disposing);
    }

    private protected override void Fail(ErrorRecord error) => WriteError(error);
}
