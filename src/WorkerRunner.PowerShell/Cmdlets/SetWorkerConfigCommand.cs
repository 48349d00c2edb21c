using System.Management.Automation;
using WorkerRunner.PowerShell.Completion;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.Runs;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Gives a run with another value in its worker's configuration.</para>
/// <para type="description">The run that is given stays as it is. Secrets that Get-WorkerSecrets gets after this come over it. What comes from
/// the run itself (rootURL, credentials, identity, metadata) is not in the configuration: the worker's file has it over this, when it is
/// written. Secrets of the configuration stay secret, and a SecureString becomes one.</para>
/// </summary>
[Cmdlet(VerbsCommon.Set, "WorkerConfig", DefaultParameterSetName = ValueSet, HelpUri = RunnerCmdlet.OnlineHelp)]
[OutputType(typeof(WorkerRun))]
public sealed class SetWorkerConfigCommand : PSCmdlet
{
    private const string ValueSet = "Value";
    private const string RemoveSet = "Remove";

    /// <summary>
    /// The key, in the case in which it is written: keys within keys are joined by dots (<c>some.key</c>), a dot that belongs to a key is
    /// written <c>\.</c>. Several strings are the keys one by one, taken as they are written. Objects missing on the way are made.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyString] // ConfigValueInvalid says what is wrong with it.
    [ArgumentCompleter(typeof(ConfigKeyCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>
    /// The value: null, text, numbers, booleans, hashtables and custom objects (which become objects), arrays (lists), a SecureString (a
    /// secret).
    /// </summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ValueSet)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? Value { get; set; }

    /// <summary>Takes the key out of the configuration; it is no error where it is not there.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RemoveSet)]
    public SwitchParameter Remove { get; set; }

    /// <summary>The run, from any stage before Start-TaskclusterWorker.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(WorkerRun))]
    public WorkerRun Run { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var keys = ConfigKeys.Read(Key);
            if (ConfigKeys.InOtherCase(Run.WorkerConfig, keys) is { } other)
                WriteWarning($"The configuration also has \"{other}\". Keys are case-sensitive: \"{string.Join(".", keys)}\" is a different key.");
            var config = ParameterSetName == RemoveSet ? Run.WorkerConfig.Remove(keys) : Run.WorkerConfig.Set(keys, ConfigTree.From(Value));
            WriteObject(Run.WithWorkerConfig(config));
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(new ErrorRecord(e, "ConfigValueInvalid", ErrorCategory.InvalidArgument, string.Join(".", Key)));
        }
    }
}
