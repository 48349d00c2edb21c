using System.Collections.ObjectModel;
using System.Management.Automation;
using WorkerRunner.Configuration;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Reads a runner configuration.</para>
/// <para type="description">Reads the YAML file that tells a runner which worker it starts and who vouches for it. As it can hold
/// secrets, its permissions are tightened to its owner's where they are wider.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "RunnerConfig", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(RunnerConfig))]
public sealed class GetRunnerConfigCommand : RunnerCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in ParameterSetName == PathSet ? Path.SelectMany(Resolve) : LiteralPath.Select(FilePath))
            WriteObject(RunHere(path, runner => runner.ReadConfig(path, MayTighten)));
    }

    private bool MayTighten(string path) => ShouldProcess(path, "take everybody's rights but the owner's");

    /// <summary>A path without wildcards need not exist here: the domain says better that it does not.</summary>
    private Collection<string> Resolve(string path) => WildcardPattern.ContainsWildcardCharacters(path)
        ? GetResolvedProviderPathFromPSPath(path, out _)
        : [FilePath(path)];
}
