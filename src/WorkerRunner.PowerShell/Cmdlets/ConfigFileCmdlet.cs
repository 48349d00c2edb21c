using System.Management.Automation;
using WorkerRunner.PowerShell.Input;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>What the cmdlets share that work on files with a runner configuration.</summary>
public abstract class ConfigFileCmdlet : RunnerCmdlet
{
    /// <summary>The parameter set of <see cref="Path"/>.</summary>
    private protected const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, taken as they are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in ParameterSetName == PathSet ? Path : LiteralPath)
            Attempt(path, () =>
            {
                foreach (var file in FilesOf(path)) Attempt(file, () => Process(file));
            });
    }

    /// <summary>Does what the cmdlet does with one file.</summary>
    private protected abstract void Process(string path);

    /// <summary>A path without wildcards need not exist here: the domain says better that it does not.</summary>
    private IEnumerable<string> FilesOf(string path)
    {
        if (ParameterSetName == LiteralPathSet) return [FilePath(path)];
        if (!WildcardPattern.ContainsWildcardCharacters(path)) return [FilePath(WildcardPattern.Unescape(path))];
        var found = GetResolvedProviderPathFromPSPath(path, out var provider);
        return found.Select(f => NoFileException.Check(path, provider, f));
    }
}
