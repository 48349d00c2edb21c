using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Runs;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Finds out which worker this is and registers it with worker-manager.</para>
/// <para type="description">The first stage of a run: the provider tells who this worker is, worker-manager gives it credentials and
/// configuration. Where a restart cache exists, the run is read from it instead and nobody is asked.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "ProviderRegistration", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerRun))]
public sealed class InvokeProviderRegistrationCommand : RunnerCmdlet
{
    /// <summary>The runner configuration, from Get-RunnerConfig.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(RunnerConfig))]
    public RunnerConfig Config { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Config, () =>
    {
        if (ShouldProcess(Stages.RunHere(runner => runner.DescribeRegistration(Config)), "register with worker-manager"))
            WriteObject(Stages.Run(Config, runner => runner.RegisterAsync(Config, StopToken)));
    });
}
