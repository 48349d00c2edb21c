using System.Management.Automation;
using WorkerRunner.PowerShell.Jobs;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.PowerShell.Stages;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Starts a worker and stays until it ends: the whole of a run.</para>
/// <para type="description">Reads the runner configuration, registers the worker, gets its secrets, writes its files, starts it, keeps
/// it supplied while it runs, shows the log, and gives how it ended. Whatever fails is an error that ends the script too, as <c>throw</c>
/// does, so that an unattended PowerShell ends with 1; with -ErrorAction it is an error like any other cmdlet's. Ctrl-C stops the worker
/// gracefully, a second one kills it; SIGTERM to the PowerShell process stops it too.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "WorkerRunner", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerExit), typeof(Job))]
public class StartWorkerRunnerCommand : RunnerCmdlet
{
    private protected const string PathSet = "Path";
    private const string ObjectSet = "Object";

    private readonly WholeRun run = new();

    /// <summary>The file with the runner configuration.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Path", "PSPath", "FullName")]
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

    /// <summary>
    /// Gives a job at once, which runs the worker to its end in this process: it shows the log and progress, Stop-Job stops the worker
    /// gracefully, and its output is how the worker ended.
    /// </summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    private protected override bool DisplaysLog => true;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(ParameterSetName == PathSet ? Config : InputObject.Path, () =>
    {
        var path = ParameterSetName == PathSet ? FilePath(Config) : InputObject.Path;
        if (ShouldProcess(IsWhatIf ? Describe(path) : $"the worker of {path}", "start and run until it ends")) WriteObject(AsJob ? StartJob(path) : Run(path));
    });

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        // Before the stop begins, so that no Ctrl-C is missed.
        run.ListenForMore();
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) run.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Kills the worker that is being stopped.</summary>
    private protected void Hurry() => run.Hurry();

    /// <inheritdoc/>
    private protected override void Fail(ErrorRecord error)
    {
        // Whoever gives -ErrorAction wants something else than the end of the script.
        if (!MyInvocation.BoundParameters.ContainsKey("ErrorAction")) throw ThrownError.Of(this, error);
        WriteError(error);
    }

    private WorkerJob StartJob(string path) =>
        WorkerJob.Start(this, ParameterSetName == PathSet ? (nameof(Config), path) : (nameof(InputObject), InputObject));

    private WorkerExit Run(string path)
    {
        var options = new RunOptions { KeepInstance = KeepInstance, ShutdownOnFailure = ShutdownOnFailure };
        return Stages.Run(path, (RunEnvironment environment) => run.RunAsync(environment, runner => ReadConfig(runner, path), options, StopWork, StopToken), run.Describe);
    }

    private string Describe(string path) => Stages.RunHere(runner =>
    {
        var config = ReadConfig(runner, path, mayTighten: _ => false);
        return $"{runner.DescribeRegistration(config)}: {runner.DescribeStart(config)}";
    });

    private RunnerConfig ReadConfig(Runner runner, string path, Func<string, bool>? mayTighten = null) =>
        ParameterSetName == PathSet ? runner.ReadConfig(path, mayTighten) : InputObject;
}
