using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Runs;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Adds configuration and files from the secrets service to a run.</para>
/// <para type="description">The second stage of a run: the secrets <c>worker-type:</c> and <c>worker-pool:</c> of the worker's pool are
/// merged into its configuration. Nothing is asked where the runner configuration says <c>getSecrets: false</c>, or where the
/// run has its secrets already.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "WorkerSecrets", HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerRun))]
public sealed class GetWorkerSecretsCommand : RunnerCmdlet
{
    /// <summary>The run, from Invoke-ProviderRegistration.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(WorkerRun))]
    public WorkerRun Run { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Run, () => WriteObject(Stages.Run(Run, runner => runner.GetSecretsAsync(Run, StopToken))));
}
