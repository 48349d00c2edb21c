using System.Management.Automation;
using WorkerRunner.Runs;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Reads a runner configuration.</para>
/// <para type="description">Reads the YAML file that tells a runner which worker it starts and who vouches for it. As it can hold
/// secrets, its permissions are tightened to its owner's where they are wider. A file with an error gives the first one; Test-RunnerConfig gives
/// all of them.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "RunnerConfig", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(RunnerConfig))]
public sealed class GetRunnerConfigCommand : ConfigFileCmdlet
{
    private protected override void Process(string path) => WriteObject(Stages.RunHere(runner => runner.ReadConfig(path, MayTighten)));

    private bool MayTighten(string path) => ShouldProcess(path, "remove everyone's access but the owner's");
}
