using WorkerRunner.Interruptions;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Session;

/// <summary>
/// A running worker and what is done for it: its words go to the log, its credentials are renewed, its requests are carried out, until it
/// ends by itself or is stopped.
/// </summary>
public sealed class WorkerSession : IDisposable
{
    // A child that outlived the worker may hold its output open; what it says is no longer the worker's.
    private static readonly TimeSpan LastWordsLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(5);

    // For what a worker left running: to end by itself, and to be looked at meanwhile.
    private static readonly TimeSpan FamilyLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FamilyPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DutiesLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan DutyPause = TimeSpan.FromSeconds(10);
    private const int UnknownExitCode = -1;

    private readonly IRunningWorker worker;
    private readonly WorkerConnection connection;
    private readonly RunEnvironment environment;
    private readonly DateTimeOffset startedAt;
    private readonly CredentialRenewal renewal;
    private readonly CancellationTokenSource stoppingDuties = new();
    private readonly TaskCompletionSource<int> gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WorkerRun run;
    private volatile bool stopRequested;

    private WorkerSession(WorkerRun run, IRunningWorker worker, RunEnvironment environment)
    {
        this.run = run;
        this.worker = worker;
        this.environment = environment;
        connection = new WorkerConnection(worker, environment.Log, environment.Time, environment.WorkerErrors, environment.KeptMessages);
        renewal = new CredentialRenewal(environment, run);
        Ending = new Ending(worker.Exited);
        startedAt = environment.Time.GetLocalNow();
        Completion = Task.FromResult(new WorkerExit(0, startedAt, startedAt, SaidHello: false, StopRequested: false));
    }

    /// <summary>The run as it is now: its credentials are the newest ones.</summary>
    public WorkerRun Run => run;

    /// <summary>What the log calls the worker, for example <c>generic-worker (process 4711)</c>.</summary>
    public string Worker => worker.Description;

    /// <summary>What ends the worker.</summary>
    internal Ending Ending { get; }

    /// <summary>The outside world that the session runs in.</summary>
    internal RunEnvironment Environment => environment;

    /// <summary>When the worker was started.</summary>
    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Whether the worker has ended; what it said last may still be on its way to the log.</summary>
    public bool HasEnded => worker.Exited.IsCompleted;

    /// <summary><c>generic-worker (process 1143), worker w of pool/p at https://…</c>, and whether it has ended.</summary>
    public override string ToString() => $"{Worker}, worker {Run}{(HasEnded ? ", has ended" : "")}";

    /// <summary>Completes when the worker has ended, all it said is in the log, and all duties are done. It never fails.</summary>
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
            session.connection.Close();
            return session;
        }

        var duties = session.Duties(interruptions).ToList();
        foreach (var duty in duties) duty.Attach(session.connection);
        environment.Log.Verbose($"{session.Worker} was started; waiting for its hello");
        session.connection.Start();
        session.Completion = session.CompleteAsync(duties);
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
        if (await CanAsync(Capabilities.GracefulTermination, cancellationToken).ConfigureAwait(false)) EndBecause(cause);
        return await SendAsync(Capabilities.GracefulTermination, OutgoingMessage.GracefulTermination(finishTasks), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Gets new credentials for the worker now and sends them, as is done anyway before they expire; that is planned anew. What is under way
    /// is finished even where it is not waited for any longer: the registration secret works once.
    /// </summary>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SessionRequestException">The worker has ended, has not said hello in time, cannot take new credentials, or none can be had for it.</exception>
    /// <exception cref="TaskclusterException">worker-manager gave none.</exception>
    public async Task RenewCredentialsAsync(TimeSpan helloLimit, CancellationToken cancellationToken)
    {
        if (run.RegistrationSecret is null)
            throw new SessionRequestException("The worker's credentials cannot be renewed: there is no registration secret.", "Only workers that registered with worker-manager v31 or later have one.");
        if (!await WithinAsync(helloLimit, token => CanAsync(Capabilities.NewCredentials, token), "be given new credentials", cancellationToken).ConfigureAwait(false))
            throw HasEnded ? Gone() : new SessionRequestException($"{Worker} did not say that it can take new credentials.", "Its credentials would be of no use to it: nothing was asked for.");
        await renewal.RenewAsync(this, CancellationToken.None).WaitAsync(Timeout.InfiniteTimeSpan, environment.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same as <see cref="RequestTerminationAsync(bool, CancellationToken)"/>, for a person: what keeps it from being sent is an error.</summary>
    /// <param name="finishTasks">Whether it may finish the tasks that it has.</param>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SessionRequestException">The worker has ended, has not said hello in time, or cannot be told.</exception>
    public async Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken)
    {
        var outcome = await WithinAsync(helloLimit, token => RequestTerminationAsync(finishTasks, token), "be told to end", cancellationToken).ConfigureAwait(false);
        if (outcome == SendOutcome.NotCapable) throw new SessionRequestException($"{Worker} did not say that it can be told to end.", "Stop it: it is interrupted then.");
        if (outcome == SendOutcome.WorkerGone) throw Gone();
    }

    /// <summary>
    /// Stops the worker: <c>graceful-termination</c>, then a wait, then an interrupt, then its whole tree is killed, each within its limit.
    /// Completes when the worker has ended.
    /// </summary>
    /// <param name="limits">How long each step may take.</param>
    /// <param name="hurry">Cancelled, it makes the next step the kill.</param>
    internal async Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry = default)
    {
        await StopWorkerAsync(limits, EndCause.Stopped, hurry).ConfigureAwait(false);
        return await Completion.ConfigureAwait(false);
    }

    /// <summary>Frees what the session holds. It does not stop the worker.</summary>
    public void Dispose()
    {
        worker.Dispose();
        stoppingDuties.Dispose();
    }

    /// <summary>The newest messages between us and the worker; null where the environment keeps none.</summary>
    internal MessageHistory? Messages => connection.History;

    /// <summary>Whether the worker said that it can do this; waits for its hello.</summary>
    internal async Task<bool> CanAsync(string capability, CancellationToken cancellationToken)
    {
        var agreed = await connection.Hello.WaitAsync(Timeout.InfiniteTimeSpan, environment.Time, cancellationToken).ConfigureAwait(false);
        return agreed is not null && agreed.Contains(capability);
    }

    internal Task<SendOutcome> SendAsync(string capability, OutgoingMessage message, CancellationToken cancellationToken) =>
        connection.SendIfCapableAsync(capability, message, cancellationToken);

    /// <summary>
    /// Stops the worker without waiting for the duties, which a duty itself can therefore do. Without time for the graceful end the interrupt
    /// comes first.
    /// </summary>
    internal async Task StopWorkerAsync(StopLimits limits, EndCause cause, CancellationToken hurry = default)
    {
        EndBecause(cause);
        if (HasEnded) return;
        try
        {
            await AskToEndAsync(limits, hurry).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            environment.Log.Information("Not waiting any longer for the worker to end");
        }
        if (!HasEnded) await KillAsync(limits).ConfigureAwait(false);
    }

    internal void Renew(Registration registration) => run = run with
    {
        Credentials = registration.Credentials,
        CredentialsExpire = registration.Expires,
        RegistrationSecret = registration.RegistrationSecret,
    };

    /// <summary>Does what waits for the worker's hello, for so long.</summary>
    private async Task<T> WithinAsync<T>(TimeSpan helloLimit, Func<CancellationToken, Task<T>> request, string what, CancellationToken cancellationToken)
    {
        using var timeout = environment.Time.CreateCancellationTokenSource(helloLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await request(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SessionRequestException($"{Worker} has not said hello within {DurationText.Of(helloLimit)}, so it cannot {what}.", "Stop it.");
        }
    }

    private SessionRequestException Gone() => new($"{Worker} has ended, or does not read what it is told.", "Look at how it ended.");

    /// <summary>A worker that has ended did not end on our request.</summary>
    private void EndBecause(EndCause cause)
    {
        if (HasEnded) return;
        Ending.Record(cause);
        stopRequested = true;
    }

    private IEnumerable<IDuty> Duties(IInterruptionSource? interruptions)
    {
        yield return new LogRelay(environment.Log);
        var requests = new WorkerRequests(environment);
        yield return requests;
        yield return new ErrorReports(environment, requests);
        yield return new ShutdownRequests(requests, new WorkerRemoval(environment));
        yield return renewal;
        if (interruptions is not null) yield return new InterruptionResponse(environment, interruptions, run.Config.Interruptions);
    }

    private async Task AskToEndAsync(StopLimits limits, CancellationToken hurry)
    {
        hurry.ThrowIfCancellationRequested();
        if (limits.Graceful > TimeSpan.Zero
            && await TryTerminateAsync(limits, hurry).ConfigureAwait(false)
            && await EndsWithinAsync(limits.Graceful, "to end gracefully", hurry).ConfigureAwait(false)) return;
        if (!HasEnded && worker.Interrupt()) await EndsWithinAsync(limits.Interrupt, "to end after an interrupt", hurry).ConfigureAwait(false);
    }

    private async Task<bool> TryTerminateAsync(StopLimits limits, CancellationToken hurry)
    {
        var limit = limits.Graceful < HelloLimit ? limits.Graceful : HelloLimit;
        using var timeout = environment.Time.CreateCancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(hurry, timeout.Token);
        try
        {
            environment.Log.Information($"Asking {Worker} to end gracefully");
            return await RequestTerminationAsync(limits.FinishTasks, EndCause.Stopped, either.Token).ConfigureAwait(false) == SendOutcome.Sent;
        }
        catch (OperationCanceledException) when (!hurry.IsCancellationRequested)
        {
            environment.Log.Information("The worker has not said hello, so it cannot be asked to end");
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(TimeSpan limit, string what, CancellationToken hurry)
    {
        environment.Log.Information($"Waiting up to {DurationText.Of(limit)} for {Worker} {what}");
        try
        {
            await worker.Exited.WaitAsync(limit, environment.Time, hurry).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task KillAsync(StopLimits limits)
    {
        environment.Log.Warning($"Killing {Worker} and all it started");
        worker.Kill();
        try
        {
            await worker.Exited.WaitAsync(limits.Kill, environment.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            environment.Log.Error($"{Worker} was killed, but the operating system does not say that it ended; it is left behind.");
            gaveUp.TrySetResult(UnknownExitCode);
        }
    }

    private async Task<WorkerExit> CompleteAsync(IReadOnlyList<IDuty> duties)
    {
        var work = duties.Select(d => RunAsync(d)).ToList();
        var exitCode = await (await Task.WhenAny(worker.Exited, gaveUp.Task).ConfigureAwait(false)).ConfigureAwait(false);
        await EndFamilyAsync().ConfigureAwait(false);
        if (!await WithinAsync(connection.Ended, LastWordsLimit).ConfigureAwait(false))
        {
            environment.Log.Warning($"{Worker} has ended, but something that it started keeps its output open; it is not read any more.");
            connection.StopReading();
        }

        stoppingDuties.Cancel();
        if (!await WithinAsync(Task.WhenAll(work), DutiesLimit).ConfigureAwait(false))
            environment.Log.Error($"Not everything that {Worker} asked for was done in time.");
        var saidHello = connection.Hello is { IsCompleted: true } && await connection.Hello.ConfigureAwait(false) is not null;
        return new WorkerExit(exitCode, startedAt, environment.Time.GetLocalNow(), saidHello, stopRequested)
        {
            Meaning = WorkerCatalog.Create(run.Config.Implementation).Explain(exitCode),
        };
    }

    /// <summary>Nothing that the worker started outlives it: what is left is asked to end, then killed.</summary>
    private async Task EndFamilyAsync()
    {
        if (!HasEnded || !worker.HasFamily) return;
        environment.Log.Information($"{Worker} has ended; what it left running is asked to end within {DurationText.Of(FamilyLimit)}");
        worker.Interrupt();
        var asked = environment.Time.GetTimestamp();
        while (environment.Time.GetElapsedTime(asked) < FamilyLimit)
        {
            await environment.Time.Delay(FamilyPause).ConfigureAwait(false);
            if (!worker.HasFamily) return;
        }
        environment.Log.Warning($"Killing what {Worker} left running");
        worker.Kill();
    }

    private async Task RunAsync(IDuty duty)
    {
        try
        {
            while (!await TryRunAsync(duty).ConfigureAwait(false)) await environment.Time.Delay(DutyPause, stoppingDuties.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingDuties.IsCancellationRequested)
        {
            // The session is over, which is how a duty ends.
        }
    }

    /// <returns>False where an error ended it that nobody thought of: it is begun again.</returns>
    private async Task<bool> TryRunAsync(IDuty duty)
    {
        try
        {
            await Task.Run(() => duty.RunAsync(this, stoppingDuties.Token)).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stoppingDuties.IsCancellationRequested)
        {
            environment.Log.Error($"This is an error in WorkerRunner itself; please report it: {duty.GetType().Name} ended, and is begun again: {e}");
            return false;
        }
    }

    private async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, environment.Time, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
