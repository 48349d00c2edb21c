using System.Collections;
using System.Management.Automation;
using WorkerRunner.Configuration;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Runs;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Makes a runner configuration to begin with.</para>
/// <para type="description">Writes a file with every key that the provider and the worker know, each with a comment: those that are required
/// have a value, the others are commented out with their default or an example. The file is private to its owner. A warning names the
/// values that are examples and have to be replaced.</para>
/// </summary>
[Cmdlet(VerbsCommon.New, "RunnerConfig", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(FileInfo))]
public sealed class NewRunnerConfigCommand : RunnerCmdlet
{
    /// <summary>The file to write; folders on the way are made.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Who vouches for the worker: a cloud (<c>aws</c>, <c>azure</c>, <c>google</c>), the file itself (<c>standalone</c>), or a secret that worker-manager shares (<c>static</c>).</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("aws", "azure", "google", "standalone", "static")]
    public string ProviderType { get; set; } = "";

    /// <summary>Which worker is started.</summary>
    [Parameter(Position = 2)]
    [ValidateSet("generic-worker", "docker-worker", "dummy")]
    public string Implementation { get; set; } = "generic-worker";

    /// <summary>Values that are known already, by the keys of the section <c>provider</c>. A SecureString is written as its text.</summary>
    [Parameter]
    public Hashtable Provider { get; set; } = [];

    /// <summary>Likewise, by the keys of the section <c>worker</c>.</summary>
    [Parameter]
    public Hashtable Worker { get; set; } = [];

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Path, () =>
    {
        var path = FilePath(Path);
        if (File.Exists(path) && !Force)
        {
            var there = new IOException($"{path} already exists. Use -Force to replace it.");
            Fail(new ErrorRecord(there, "RunnerConfigExists", ErrorCategory.ResourceExists, path));
            return;
        }

        var draft = Draft();
        if (!ShouldProcess(path, $"write a runner configuration of a {ProviderType.ToLowerInvariant()} worker, {Implementation.ToLowerInvariant()}")) return;
        Stages.Run(path, (RunEnvironment environment) =>
        {
            draft.Write(path, environment.Surroundings);
            return Task.FromResult(true);
        });
        if (draft.Examples.Count > 0) WriteWarning($"{path} has example values that must be replaced: {string.Join(", ", draft.Examples)}.");
        if (PassThru) WriteObject(new FileInfo(path));
    });

    private ConfigDraft Draft()
    {
        try
        {
            return SchemaDraft.Make(MyInvocation.MyCommand.Module.ModuleBase, ProviderType.ToLowerInvariant(), Implementation.ToLowerInvariant(), Provider, Worker);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(new ErrorRecord(e, "ConfigValueInvalid", ErrorCategory.InvalidArgument, Path));
            throw;
        }
    }
}
