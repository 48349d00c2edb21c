using System.Management.Automation;
using System.Management.Automation.Runspaces;
using WorkerRunner.PowerShell.Cmdlets;

namespace WorkerRunner.PowerShell.Jobs;

/// <summary>
/// The job of <c>Start-WorkerRunner -AsJob</c>: a run in a runspace of its own, in this process. Stop-Job does not stop its pipeline, which
/// would then take neither the log of the stop nor its result: it asks the run to end.
/// </summary>
internal sealed class WorkerJob : Job
{
    /// <summary>How many records of a stream are kept until somebody receives them.</summary>
    public const int KeptRecords = 10_000;

    // Those that say how a run goes; what the others are for ends with the cmdlet that starts the job.
    private static readonly string[] Parameters =
    [
        nameof(StartWorkerRunnerCommand.KeepInstance), nameof(StartWorkerRunnerCommand.ShutdownOnFailure), "Verbose", "Debug", "InformationAction", "WarningAction",
    ];

    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource hurry = new();
    private readonly ManualResetEventSlim ended = new();
    private readonly System.Management.Automation.PowerShell shell;

    /// <summary>Makes the job; it does not run yet.</summary>
    /// <param name="command">What was typed.</param>
    /// <param name="location">Where relative paths of the configuration start.</param>
    private WorkerJob(string command, string location)
        : base(command)
    {
        PSJobTypeName = "WorkerRunnerJob";
        var commands = InitialSessionState.CreateDefault2();
        commands.Commands.Add(new SessionStateCmdletEntry(WorkerJobCommand.Name, typeof(WorkerJobCommand), helpFileName: null));
        var runspace = RunspaceFactory.CreateRunspace(commands);
        runspace.Open();
        runspace.SessionStateProxy.Path.SetLocation(location);
        shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = runspace;
        Error = shell.Streams.Error;
        Progress = Newest(shell.Streams.Progress, 1);
        Information = Newest(shell.Streams.Information, KeptRecords);
        Warning = Newest(shell.Streams.Warning, KeptRecords);
        Verbose = Newest(shell.Streams.Verbose, KeptRecords);
        Debug = Newest(shell.Streams.Debug, KeptRecords);
    }

    /// <summary>Cancelled by Stop-Job.</summary>
    public CancellationToken StopToken => stop.Token;

    /// <summary>Cancelled by Ctrl-C while Stop-Job waits, or by another Stop-Job: the worker is killed then.</summary>
    public CancellationToken HurryToken => hurry.Token;

    /// <inheritdoc/>
    public override bool HasMoreData => Output.Count + Error.Count + Information.Count + Warning.Count + Verbose.Count + Debug.Count > 0;

    /// <inheritdoc/>
    public override string Location => Environment.MachineName;

    /// <summary>What is waited for.</summary>
    public override string StatusMessage => Progress.LastOrDefault()?.StatusDescription ?? "";

    /// <summary>Starts the job of a cmdlet.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="config">The parameter that has the configuration, and its value.</param>
    public static WorkerJob Start(StartWorkerRunnerCommand cmdlet, (string Parameter, object Value) config)
    {
        var given = cmdlet.MyInvocation.BoundParameters;
        var parameters = Parameters.Where(given.ContainsKey).ToDictionary(p => p, p => given[p]);
        parameters[config.Parameter] = config.Value;
        var job = new WorkerJob(cmdlet.MyInvocation.Line.Trim(), cmdlet.SessionState.Path.CurrentFileSystemLocation.Path);
        job.Start(parameters);
        cmdlet.JobRepository.Add(job);
        return job;
    }

    private void Start(Dictionary<string, object> parameters)
    {
        shell.AddCommand(WorkerJobCommand.Name).AddParameter(nameof(WorkerJobCommand.Job), this);
        foreach (var parameter in parameters) shell.AddParameter(parameter.Key, parameter.Value);
        shell.InvocationStateChanged += (_, change) => OnStateChanged(change.InvocationStateInfo);
        SetJobState(JobState.Running);
        shell.BeginInvoke<PSObject, PSObject>(input: null, Output);
    }

    /// <summary>Asks the worker to end and waits for that, as long as its stop may take. Ctrl-C meanwhile kills it.</summary>
    public override void StopJob()
    {
        if (ended.IsSet) return;
        using var furtherInterrupt = new FurtherInterrupt(hurry.Cancel);
        if (stop.IsCancellationRequested) hurry.Cancel();
        else stop.Cancel();
        ended.Wait();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
            shell.Runspace.Dispose();
            shell.Dispose();
            stop.Dispose();
            hurry.Dispose();
            ended.Dispose();
        }
        base.Dispose(disposing);
    }

    private void OnStateChanged(PSInvocationStateInfo info)
    {
        if (info.State is not (PSInvocationState.Completed or PSInvocationState.Failed or PSInvocationState.Stopped)) return;
        if (info.Reason is { } reason) Error.Add((reason as IContainsErrorRecord)?.ErrorRecord ?? new ErrorRecord(reason, "WorkerJobFailed", ErrorCategory.NotSpecified, this));
        var state = Error.Count > 0 ? JobState.Failed : JobState.Completed;
        SetJobState(stop.IsCancellationRequested ? JobState.Stopped : state);
        ended.Set();
    }

    /// <summary>A worker may talk for weeks before anybody receives it: the oldest records go.</summary>
    private static PSDataCollection<T> Newest<T>(PSDataCollection<T> records, int kept)
    {
        records.DataAdded += (_, _) =>
        {
            try
            {
                while (records.Count > kept) records.RemoveAt(0);
            }
            catch (ArgumentOutOfRangeException)
            {
                // Somebody has just received them.
            }
        };
        return records;
    }
}
