using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Starts a worker and returns at once.</para>
/// <para type="description">The fourth stage of a run: writes the worker's configuration, starts the worker and gives its live session.
/// Wait-TaskclusterWorker passes on what it says and waits for its end, Stop-TaskclusterWorker stops it. When the PowerShell process
/// ends while the worker runs, the worker is stopped quickly: asked to end, and killed after three seconds.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "TaskclusterWorker", SupportsShouldProcess = true, HelpUri = OnlineHelp)]
[OutputType(typeof(WorkerSession))]
public sealed class StartTaskclusterWorkerCommand : RunnerCmdlet
{
    private static readonly StopLimits Quickly = new()
    {
        Graceful = TimeSpan.FromSeconds(2),
        Interrupt = TimeSpan.FromSeconds(1),
        Kill = TimeSpan.FromSeconds(1),
    };

    private static readonly TimeSpan QuickStopLimit = TimeSpan.FromSeconds(8);

    /// <summary>The run, from Expand-WorkerFiles.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(WorkerRun))]
    public WorkerRun Run { get; set; } = null!;

    /// <summary>Leaves the instance alone when the worker has ended or asks for its end; else worker-manager removes it.</summary>
    [Parameter]
    public SwitchParameter KeepInstance { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(Run, () =>
    {
        var command = RunHere(runner => runner.DescribeStart(Run.Config));
        if (!ShouldProcess($"{Run.Config.Implementation} as worker {Run}", $"start {command}")) return;

        var run = Run with { KeepInstance = KeepInstance };
        var log = new SessionLog();
        var environment = CreateEnvironment(log, run);
        WorkerSession? started = null;
        var isWanted = false;
        try
        {
            var session = Await(log, environment, async () => started = await new Runner(environment).StartAsync(run, StopToken).ConfigureAwait(false));
            isWanted = !StopToken.IsCancellationRequested;
            if (!isWanted) throw new PipelineStoppedException();
            StopWithProcess(session);
            new Runner(environment).Show(session);
            WriteObject(session);
        }
        finally
        {
            if (!isWanted) Abandon(started, environment);
        }
    });

    /// <summary>Nobody will ever see the session, so that nobody could stop the worker.</summary>
    private static void Abandon(WorkerSession? session, RunEnvironment environment)
    {
        session?.StopAsync(Quickly).Wait(QuickStopLimit);
        session?.Dispose();
        environment.Dispose();
    }

    /// <summary>The worker is this process's: it does not outlive it where that can be helped.</summary>
    private static void StopWithProcess(WorkerSession session)
    {
        var log = session.Environment.Log;
        var processEnd = new ProcessEnd(() =>
        {
            session.StopAsync(Quickly).Wait(QuickStopLimit);
            log.Flush(LastLinesLimit);
        });
        session.Completion.ContinueWith(
            _ =>
            {
                // Its environment stays: Wait-TaskclusterWorker may have the worker's removal still to ask for.
                processEnd.Dispose();
                session.Dispose();
            },
            TaskScheduler.Default);
    }
}
