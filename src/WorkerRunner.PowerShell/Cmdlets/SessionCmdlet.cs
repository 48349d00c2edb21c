using System.Management.Automation;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>What the cmdlets share that work on a live session.</summary>
public abstract class SessionCmdlet : RunnerCmdlet
{
    /// <summary>The longest time that can be waited for, in seconds: 24 days.</summary>
    private protected const int LongestWait = int.MaxValue / 1000;

    /// <summary>How long a worker's hello is waited for where nothing else is said, in seconds.</summary>
    private protected const int HelloLimit = 30;

    /// <summary>The session, from Start-TaskclusterWorker.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [StageInput(typeof(WorkerSession))]
    public WorkerSession Session { get; set; } = null!;

    /// <summary>Where the session's lines come from.</summary>
    private protected SessionLog Log => Session.Environment.Log.Destinations.OfType<SessionLog>().First();

    /// <summary>Waits for something of the session, passing on what its worker says meanwhile.</summary>
    private protected T AwaitSession<T>(Func<Task<T>> work, Func<string, string>? waitsFor = null) => Stages.Await(Log, Session.Environment, work, waitsFor);

    private protected override string OnInterrupt => "Ctrl-C ends the wait";
}
