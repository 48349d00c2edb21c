using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.PowerShell.Stages;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>What the cmdlets share that work on a live worker, be it a session of this process or another process's.</summary>
public abstract class SessionCmdlet : RunnerCmdlet
{
    /// <summary>The longest time that can be waited for, in seconds: 24 days.</summary>
    private protected const int LongestWait = int.MaxValue / 1000;

    /// <summary>How long a worker's hello is waited for where nothing else is said, in seconds.</summary>
    private protected const int HelloLimit = 30;

    private readonly SessionLog remoteLog = new();

    /// <summary>The session, from Start-TaskclusterWorker, or the worker of another process, from Get-TaskclusterWorker.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(TaskclusterWorker))]
    public TaskclusterWorker Session { get; set; } = null!;

    /// <summary>Where the worker's lines come from.</summary>
    private protected SessionLog Log => Session is WorkerSession own ? own.Environment.Log.Destinations.OfType<SessionLog>().First() : remoteLog;

    /// <summary>Waits for something of the worker, passing on what it says meanwhile.</summary>
    private protected T AwaitSession<T>(Func<Task<T>> work, Func<string, string>? waitsFor = null)
    {
        if (Session is WorkerSession own) return Stages.Await(Log, own.Environment, work, waitsFor);
        using var environment = Stages.CreateEnvironment(Log);
        return Stages.Await(Log, environment, work, waitsFor);
    }

    /// <summary>Waits for the worker's end and gives how it ended; that it has not ended in time is an error.</summary>
    /// <param name="seconds">How long; null for without end.</param>
    /// <param name="wait">Waits for it, so long.</param>
    private protected void GiveExit(int? seconds, Func<TimeSpan, CancellationToken, Task<WorkerExit>> wait)
    {
        try
        {
            var limit = seconds is { } given ? TimeSpan.FromSeconds(given) : Timeout.InfiniteTimeSpan;
            WriteObject(AwaitSession(
                () => new WorkerEnd(Session, Log).AwaitAsync(token => wait(limit, token), StopToken),
                _ => RunningWorker.Describe(Session, Log) + (seconds is null ? "" : $", waiting{UpTo(seconds)}")));
        }
        catch (TimeoutException e)
        {
            var message = new TimeoutException($"{Session.Worker} has not ended within {DurationText.Of(TimeSpan.FromSeconds(seconds!.Value))}; it is still running.", e);
            Fail(new ErrorRecord(message, "WaitTimedOut", ErrorCategory.OperationTimeout, Session));
        }
    }

    private protected override string OnInterrupt => "Ctrl-C ends the wait";
}
