using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Timelines;
using WorkerRunner.Values.Timelines;
using WorkerRunner.Workers;

namespace WorkerRunner.Session;

/// <summary>
/// A running worker and what is done for it: its words go to the log, its credentials are renewed, its requests are carried out, until it
/// ends by itself or is stopped.
/// </summary>
public sealed class WorkerSession : TaskclusterWorker, IDisposable
{
    private readonly IRunningWorker worker;
    private readonly WorkerConnection connection;
    private readonly RunEnvironment environment;
    private readonly CredentialRenewal renewal;
    private volatile WorkerRun run;

    private WorkerSession(WorkerRun run, IRunningWorker worker, RunEnvironment environment)
    {
        this.run = run;
        this.worker = worker;
        this.environment = environment;
        connection = new WorkerConnection(worker, environment.Log, environment.Time, environment.WorkerErrors, environment.KeptMessages, environment.KeepsLogMessages, environment.Progress.Events);
        renewal = new CredentialRenewal(environment, run);
        Ending = new Ending(worker, environment);
        Requests = new SessionRequests(this);
        Completion = Task.FromResult(new WorkerExit(0, StartedAt, StartedAt, SaidHello: false, StopRequested: false));
    }

    /// <summary>The run as it is now: its credentials are the newest ones.</summary>
    public WorkerRun Run => run;

    /// <summary>What the log calls the worker, for example <c>generic-worker (process 4711)</c>.</summary>
    public override string Worker => worker.Description;

    /// <summary>Its end: the cause, and what is to be done.</summary>
    internal Ending Ending { get; }

    /// <inheritdoc/>
    internal override IWorkerRequests Requests { get; }

    internal override TaskclusterWorker Refreshed() => this;

    /// <summary>The outside world that the session runs in.</summary>
    internal RunEnvironment Environment => environment;

    /// <summary>When the worker was started.</summary>
    public DateTimeOffset StartedAt => Ending.StartedAt;

    /// <summary>Where the time of the run went so far.</summary>
    public Timeline Timeline => environment.Timeline.Timeline;

    /// <summary>Whether the worker has ended; what it said last may still be on its way to the log.</summary>
    public bool HasEnded => Ending.HasEnded;

    /// <summary><c>generic-worker (process 1143), worker w of pool/p at https://…</c>, and whether it has ended.</summary>
    public override string ToString() => $"{Worker}, worker {Run}{(HasEnded ? ", has ended" : "")}";

    /// <summary>Completes when the worker's hello, or its end without one, is in the timeline.</summary>
    internal Task Begun { get; private set; } = Task.CompletedTask;

    /// <summary>Completes when the worker has ended, all it said is in the log, and all activities are done. It never fails.</summary>
    internal Task<WorkerExit> Completion { get; private set; }

    /// <summary>Begins the session of a worker that was just started.</summary>
    /// <param name="run">Its run.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="environment">The outside world.</param>
    /// <param name="interruptions">Where the end of this instance is announced; null where nobody announces it.</param>
    internal static WorkerSession Begin(WorkerRun run, IRunningWorker worker, RunEnvironment environment, IInterruptionSource? interruptions)
    {
        var session = new WorkerSession(run, worker, environment);
        if (!worker.SpeaksProtocol)
        {
            environment.Timeline.Enter(RunStep.Running);
            session.connection.Close();
            return session;
        }

        var activities = session.Activities(interruptions).ToList();
        foreach (var activity in activities) activity.Attach(session.connection);
        environment.Timeline.Enter(RunStep.WaitingForHello);
        environment.Log.Write(Messages.WaitingForHello(session.Worker));
        session.Begun = session.connection.Hello.ContinueWith(
            hello => session.OnHello(hello.Result is not null), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        session.connection.Start();
        session.Completion = session.Ending.DrainAsync(session, session.connection, new SessionActivities(session, activities));
        return session;
    }

    /// <summary>Tells the worker to stop claiming tasks and to end; waits for its hello first.</summary>
    /// <param name="finishTasks">Whether it may finish the tasks that it has.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal Task<SendOutcome> RequestTerminationAsync(bool finishTasks, CancellationToken cancellationToken) =>
        RequestTerminationAsync(finishTasks, EndCause.TerminationRequested, cancellationToken);

    /// <inheritdoc cref="RequestTerminationAsync(bool, CancellationToken)"/>
    internal async Task<SendOutcome> RequestTerminationAsync(bool finishTasks, EndCause cause, CancellationToken cancellationToken)
    {
        // A worker that cannot hear of it does not end on our request.
        if (await CanAsync(Capabilities.GracefulTermination, cancellationToken).ConfigureAwait(false)) Ending.Request(cause);
        return await SendAsync(Capabilities.GracefulTermination, OutgoingMessage.GracefulTermination(finishTasks), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Stops the worker: <c>graceful-termination</c>, then a wait, then an interrupt, then its whole tree is killed, each within its limit.
    /// Completes when the worker has ended, and all that it asked for is done: a removal is hurried.
    /// </summary>
    /// <param name="limits">How long each step may take.</param>
    /// <param name="hurry">Cancelled, it makes the next step the kill, and ends a removal.</param>
    internal async Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry = default)
    {
        Ending.Hurry();
        using var more = hurry.Register(Ending.HurryMore);
        await StopWorkerAsync(limits, EndCause.Stopped, hurry).ConfigureAwait(false);
        return await Completion.ConfigureAwait(false);
    }

    /// <summary>
    /// The end: what the worker's exit means, and the removal of a worker that worker-manager made. A worker that asked for a reboot goes on
    /// after it and is not removed.
    /// </summary>
    /// <param name="cancellationToken">Ends the removal.</param>
    /// <exception cref="WorkerFailedException">The worker failed; it is not removed then.</exception>
    internal Task<WorkerExit> FinishAsync(CancellationToken cancellationToken) => Ending.FinishAsync(this, cancellationToken);

    /// <summary>Frees what the session holds. It does not stop the worker.</summary>
    public void Dispose() => worker.Dispose();

    /// <summary>The newest messages between us and the worker; null where the environment keeps none.</summary>
    internal MessageHistory? History => connection.History;

    /// <summary>What both sides can do; null while the worker has not said hello.</summary>
    internal IReadOnlyCollection<string>? Agreed => connection.Hello.IsCompleted ? connection.Hello.Result : null;

    /// <summary>Whether the worker has said hello, or has ended without.</summary>
    internal bool HasBegun => connection.Hello.IsCompleted;

    /// <summary>Gets new credentials for the worker and sends them, as is done anyway before they expire.</summary>
    /// <inheritdoc cref="CredentialRenewal.RenewAsync"/>
    internal Task RenewAsync() => renewal.RenewAsync(this, CancellationToken.None);

    /// <summary>Whether the worker said that it can do this; waits for its hello.</summary>
    internal async Task<bool> CanAsync(string capability, CancellationToken cancellationToken)
    {
        var agreed = await connection.Hello.WaitAsync(Timeout.InfiniteTimeSpan, environment.Time, cancellationToken).ConfigureAwait(false);
        return agreed is not null && agreed.Contains(capability);
    }

    internal Task<SendOutcome> SendAsync(string capability, OutgoingMessage message, CancellationToken cancellationToken) =>
        connection.SendIfCapableAsync(capability, message, cancellationToken);

    /// <summary>Stops the worker without waiting for the activities, which an activity itself can therefore do.</summary>
    internal Task StopWorkerAsync(StopLimits limits, EndCause cause, CancellationToken hurry = default) =>
        new StopSequence(this, worker, limits, hurry).RunAsync(cause);

    internal void Renew(Registration registration) => run = run with
    {
        Credentials = registration.Credentials,
        CredentialsExpire = registration.Expires,
        RegistrationSecret = registration.RegistrationSecret,
    };

    private void OnHello(bool saidHello)
    {
        if (!saidHello) return;
        environment.Timeline.Enter(RunStep.Running, from: RunStep.WaitingForHello);
        if (SlowStart.Of(Timeline) is { } slow) environment.Log.Write(slow);
    }

    private IEnumerable<ISessionActivity> Activities(IInterruptionSource? interruptions)
    {
        yield return new LogRelay(environment.Log, environment.Progress.Events);
        yield return new ErrorReports(environment, Ending.Requests);
        yield return new ShutdownRequests(Ending);
        yield return renewal;
        if (run.Config.Watchdog is { } watchdog) yield return new SilenceWatch(environment, watchdog, Ending.Requests);
        if (interruptions is not null) yield return new InterruptionResponse(environment, interruptions, run.Config.Interruptions);
    }
}
