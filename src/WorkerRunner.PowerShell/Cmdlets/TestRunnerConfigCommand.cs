using System.Management.Automation;
using WorkerRunner.Configuration;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Finds all that is wrong with a runner configuration.</para>
/// <para type="description">Gives an object for each problem, in the order of the file: errors, which end a run; warnings, as for keys that
/// are not known; and what is good to know. Where there is neither error nor warning, a line says what was checked. Nothing is changed:
/// permissions that are too wide are reported, not tightened. Nobody is asked over the network without -Online.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RunnerConfig", DefaultParameterSetName = PathSet, HelpUri = OnlineHelp)]
[OutputType(typeof(ConfigProblem), typeof(bool))]
public sealed class TestRunnerConfigCommand : ConfigFileCmdlet
{
    /// <summary>Gives only whether the file has no error; warnings are none.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>
    /// Asks the deployment at <c>rootURL</c>, or the cloud's metadata service, whether it answers: for 10 and 2 seconds at most.
    /// </summary>
    [Parameter]
    public SwitchParameter Online { get; set; }

    private protected override void Process(string path)
    {
        IReadOnlyList<string> looked = [];
        var problems = Stages.Run(path, async (RunEnvironment environment) =>
        {
            var check = new ConfigCheck(environment);
            var found = await check.RunAsync(path, Online, StopToken).ConfigureAwait(false);
            looked = check.Checked;
            return found;
        });
        if (Quiet)
        {
            WriteObject(problems.All(p => p.Severity != ConfigProblem.Error));
            return;
        }

        WriteObject(problems, enumerateCollection: true);
        if (problems.All(p => p.Severity == ConfigProblem.Information)) Display($"{path}: no problems; checked: {string.Join(", ", looked)}");
    }
}
