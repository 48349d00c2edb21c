using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>What a person asks of a worker and its runner: what keeps it from being done is an error.</summary>
internal interface IWorkerRequests
{
    /// <summary>
    /// Gets new credentials for the worker now and sends them, as is done anyway before they expire; that is planned anew. What is under way
    /// is finished even where it is not waited for any longer: the registration secret works once.
    /// </summary>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WorkerRunnerException">The worker has ended, has not said hello in time, cannot take new credentials, or none can be had for it.</exception>
    Task RenewCredentialsAsync(TimeSpan helloLimit, CancellationToken cancellationToken);

    /// <summary>Tells the worker to stop claiming tasks and to end; waits for its hello first.</summary>
    /// <param name="finishTasks">Whether it may finish the tasks that it has.</param>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WorkerRunnerException">The worker has ended, has not said hello in time, or cannot be told.</exception>
    Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken);

    /// <summary>The same, and waits for the worker's end.</summary>
    /// <inheritdoc cref="TerminateAsync"/>
    /// <param name="finishTasks">Whether it may finish the tasks that it has.</param>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="limit">How long its end is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">It has not ended.</exception>
    Task<WorkerExit> TerminateAndWaitAsync(bool finishTasks, TimeSpan helloLimit, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Stops the worker, and waits for its end.</summary>
    /// <param name="limits">How long each step may take.</param>
    /// <param name="hurry">Cancelled, it makes the next step the kill.</param>
    Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry);

    /// <summary>Waits for the worker's end, and for what is to be done then.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">It has not ended.</exception>
    /// <exception cref="WorkerFailedException">It failed.</exception>
    Task<WorkerExit> WaitAsync(TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Gives the newest messages between the runner and the worker, and those that come.</summary>
    /// <param name="follows">Whether those that come are waited for, until the worker says no more.</param>
    /// <param name="helloLimit">How long a worker without a hello is waited for; after that it may be silent.</param>
    /// <param name="give">Takes messages, and says whether it wants more.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WorkerRunnerException">The worker has not said hello in time.</exception>
    Task ReceiveMessagesAsync(bool follows, TimeSpan helloLimit, Func<IReadOnlyList<ProtocolMessage>, bool> give, CancellationToken cancellationToken);

    /// <summary>Gives the newest lines of the log, secrets masked, and those that come.</summary>
    /// <param name="tail">How many of those that are there.</param>
    /// <param name="follows">Whether those that come are waited for, until the run ends.</param>
    /// <param name="give">Takes a line.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task ReceiveLogAsync(int tail, bool follows, Action<TailEntry> give, CancellationToken cancellationToken);
}
