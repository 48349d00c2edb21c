using System.Management.Automation;
using WorkerRunner.PowerShell.Jobs;
using WorkerRunner.PowerShell.Output;
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

    private static readonly string[] JobParameters = [nameof(KeepInstance), nameof(ShutdownOnFailure), "Verbose", "Debug", "InformationAction", "WarningAction"];

    private readonly CancellationTokenSource hurry = new();
    private FurtherInterrupt? furtherInterrupt;
    private volatile WorkerSession? session;

    // The whole stop sequence; a service manager has a limit of its own besides.
    private static readonly TimeSpan ProcessEndLimit = TimeSpan.FromSeconds(60);

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
        furtherInterrupt = new FurtherInterrupt(hurry.Cancel);
        base.StopProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            furtherInterrupt?.Dispose();
            hurry.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Kills the worker that is being stopped.</summary>
    private protected void Hurry() => hurry.Cancel();

    /// <summary>The job has the parameters that say how a run goes; what the others are for ends with this cmdlet.</summary>
    private WorkerJob StartJob(string path)
    {
        var parameters = JobParameters.Where(MyInvocation.BoundParameters.ContainsKey).ToDictionary(p => p, p => MyInvocation.BoundParameters[p]);
        if (ParameterSetName == PathSet) parameters[nameof(Config)] = path;
        else parameters[nameof(InputObject)] = InputObject;
        var job = new WorkerJob(MyInvocation.Line.Trim(), SessionState.Path.CurrentFileSystemLocation.Path);
        job.Start(parameters);
        JobRepository.Add(job);
        return job;
    }

    private WorkerExit Run(string path) => RunStage(path, async (RunEnvironment environment) =>
    {
        session = null;
        var runner = new Runner(environment);
        var options = new RunOptions { KeepInstance = KeepInstance, ShutdownOnFailure = ShutdownOnFailure, Started = started => session = started };
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var processEnd = new ProcessEnd(() =>
        {
            base.StopProcessing();
            ended.Task.Wait(ProcessEndLimit);
        });
        try
        {
            return await runner.RunAsync(() => ParameterSetName == PathSet ? runner.ReadConfig(path) : InputObject, options, StopToken, hurry.Token)
                .ConfigureAwait(false);
        }
        finally
        {
            ended.SetResult(true);
        }
    }, (log, newest) => session is { } running ? RunningWorker.Describe(running, log) : newest);

    private string Describe(string path) => RunHere(runner =>
    {
        var config = ParameterSetName == PathSet ? runner.ReadConfig(path, mayTighten: _ => false) : InputObject;
        return $"{runner.DescribeRegistration(config)}: {runner.DescribeStart(config)}";
    });

    /// <summary>
    /// A cmdlet's terminating error ends its statement only: the script goes on after it, and <c>powershell -File</c> ends with 0. One that
    /// counts as thrown ends the script as well, and an unattended PowerShell with 1. Whoever gives -ErrorAction wants something else.
    /// </summary>
    private protected override void Fail(ErrorRecord error)
    {
        if (MyInvocation.BoundParameters.ContainsKey("ErrorAction"))
        {
            WriteError(error);
            return;
        }

        var thrown = new ErrorRecord(
            error.Exception, $"{error.FullyQualifiedErrorId},{GetType().FullName}", error.CategoryInfo.Category, error.TargetObject)
        {
            ErrorDetails = error.ErrorDetails,
        };
        thrown.CategoryInfo.Activity = MyInvocation.MyCommand.Name;
        if (MyInvocation.BoundParameters.TryGetValue("ErrorVariable", out var name)) ErrorVariable.Set(SessionState, (string)name, thrown);
        throw new RuntimeException(error.Exception.Message, error.Exception, thrown) { WasThrownFromThrowStatement = true };
    }
}
