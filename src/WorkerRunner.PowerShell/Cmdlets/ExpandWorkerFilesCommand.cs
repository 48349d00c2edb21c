using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Runs;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Writes the files that a worker needs before it starts.</para>
/// <para type="description">The third stage of a run: completes the worker's configuration, writes the restart cache where one is
/// configured, then the files of the worker pool and its secrets; all of them, or none. A run whose files are written is given as it is.</para>
/// </summary>
[Cmdlet(VerbsData.Expand, "WorkerFiles", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerRun))]
public sealed class ExpandWorkerFilesCommand : RunnerCmdlet
{
    /// <summary>The run, from Get-WorkerSecrets.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(WorkerRun))]
    public WorkerRun Run { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Run, () =>
    {
        var paths = Stages.RunHere(runner => runner.DescribeFiles(Run));
        var target = paths.Count == 0 ? "no file" : string.Join(", ", paths);
        if (ShouldProcess(target, "write"))
            WriteObject(Stages.Run(Run, runner => Task.FromResult(runner.ExpandFiles(Run, StopToken))));
    });
}
