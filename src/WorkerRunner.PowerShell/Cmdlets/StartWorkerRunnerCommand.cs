using System.Management.Automation;
using WorkerRunner.Configuration;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Starts a worker and stays until it ends: the whole of a run.</para>
/// <para type="description">Reads the runner configuration, registers the worker, gets its secrets, writes its files, starts it, keeps
/// it supplied while it runs, and gives how it ended. Whatever fails is an error that ends the script too, as <c>throw</c> does, so that
/// an unattended PowerShell ends with 1. Ctrl-C stops the worker gracefully, and so does SIGTERM to the PowerShell process.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "WorkerRunner", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(WorkerExit))]
public sealed class StartWorkerRunnerCommand : RunnerCmdlet
{
    private const string PathSet = "Path";
    private const string ObjectSet = "Object";

    // The whole stop sequence; a service manager has a limit of its own besides.
    private static readonly TimeSpan ProcessEndLimit = TimeSpan.FromSeconds(60);

    /// <summary>The file with the runner configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Config { get; set; } = "";

    /// <summary>The runner configuration, from Get-RunnerConfig.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    public RunnerConfig InputObject { get; set; } = null!;

    /// <summary>Leaves the instance alone when the worker has ended, for trying things by hand; else worker-manager removes it.</summary>
    [Parameter]
    public SwitchParameter KeepInstance { get; set; }

    /// <summary>
    /// Removes an instance whose worker cannot be started for good, or else shuts the machine down, so that it does not idle at a cost.
    /// </summary>
    [Parameter]
    public SwitchParameter ShutdownOnFailure { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var path = ParameterSetName == PathSet ? FilePath(Config) : InputObject.Path;
        if (!ShouldProcess(IsWhatIf ? Describe(path) : $"the worker of {path}", "start and run until it ends")) return;
        var options = new RunOptions { KeepInstance = KeepInstance, ShutdownOnFailure = ShutdownOnFailure };
        WriteObject(RunStage(path, async runner =>
        {
            var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using var processEnd = new ProcessEnd(() =>
            {
                StopProcessing();
                ended.Task.Wait(ProcessEndLimit);
            });
            try
            {
                return await runner.RunAsync(() => ParameterSetName == PathSet ? runner.ReadConfig(path) : InputObject, options, StopToken)
                    .ConfigureAwait(false);
            }
            finally
            {
                ended.SetResult(true);
            }
        }));
    }

    private string Describe(string path) => RunHere(path, runner =>
    {
        var config = ParameterSetName == PathSet ? runner.ReadConfig(path, mayTighten: _ => false) : InputObject;
        return $"{runner.DescribeRegistration(config)}: {runner.DescribeStart(config)}";
    });

    /// <summary>
    /// A cmdlet's terminating error ends its statement only: the script goes on after it, and <c>powershell -File</c> ends with 0. One that
    /// counts as thrown ends the script as well, and an unattended PowerShell with 1.
    /// </summary>
    private protected override void Fail(ErrorRecord error)
    {
        var thrown = new ErrorRecord(
            error.Exception, $"{error.FullyQualifiedErrorId},{GetType().FullName}", error.CategoryInfo.Category, error.TargetObject)
        {
            ErrorDetails = error.ErrorDetails,
        };
        thrown.CategoryInfo.Activity = MyInvocation.MyCommand.Name;
        throw new RuntimeException(error.Exception.Message, error.Exception, thrown) { WasThrownFromThrowStatement = true };
    }
}
