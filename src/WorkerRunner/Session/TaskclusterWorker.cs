using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>
/// A worker that a runner looks after: a session of this process, or one of another process of this machine. Both can be stopped, waited for and
/// looked into alike.
/// </summary>
public abstract class TaskclusterWorker
{
    private protected TaskclusterWorker()
    {
    }

    /// <summary>What the log calls the worker, for example <c>generic-worker (process 4711)</c>.</summary>
    public abstract string Worker { get; }

    /// <summary>When the worker was started; null where it was not yet.</summary>
    internal abstract DateTimeOffset? WorkerStartedAt { get; }

    /// <summary>Gets new credentials for the worker now and sends them, as is done anyway before they expire.</summary>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WorkerRunnerException">None can be had, or the worker cannot take them.</exception>
    public abstract Task RenewCredentialsAsync(TimeSpan helloLimit, CancellationToken cancellationToken);

    /// <summary>Tells the worker to claim no more tasks and to end.</summary>
    /// <param name="finishTasks">Whether it may finish the tasks that it has.</param>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WorkerRunnerException">The worker has ended, has not said hello in time, or cannot be told.</exception>
    public abstract Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken);

    /// <summary>Stops the worker, and waits for its end.</summary>
    /// <param name="limits">How long each step may take.</param>
    /// <param name="hurry">Cancelled, it makes the next step the kill.</param>
    internal abstract Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry = default);

    /// <summary>Waits for the worker's end, and for what is to be done then.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">It has not ended.</exception>
    /// <exception cref="WorkerFailedException">It failed.</exception>
    internal abstract Task<WorkerExit> WaitAsync(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Gives the newest messages between the runner and the worker, and those that come.</summary>
    /// <param name="follows">Whether those that come are waited for, until the worker says no more.</param>
    /// <param name="helloLimit">How long a worker without a hello is waited for.</param>
    /// <param name="give">Takes messages; it says whether it wants more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal abstract Task ReceiveMessagesAsync(
        bool follows, TimeSpan helloLimit, Func<IReadOnlyList<ProtocolMessage>, bool> give, CancellationToken cancellationToken);

    /// <summary>Gives the newest lines of the log, and those that come.</summary>
    /// <param name="tail">How many of those that are there.</param>
    /// <param name="follows">Whether those that come are waited for, until the run ends.</param>
    /// <param name="give">Takes a line.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal abstract Task ReceiveLogAsync(int tail, bool follows, Action<TailEntry> give, CancellationToken cancellationToken);
}
