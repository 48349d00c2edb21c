using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;
using WorkerRunner.Workers;

namespace WorkerRunner.Session;

/// <summary>
/// The end of a worker, which there is one of: keeps its first cause, and does in order what is to be done then. What the worker left running
/// ends, its last words are read, the activities end, what it asked for is done in the order in which it asked, then the instance is removed where
/// that is due.
/// </summary>
internal sealed class Ending(IRunningWorker worker, RunEnvironment environment)
{
    private const int UnknownExitCode = -1;

    // A child that outlived the worker may hold its output open; what it says is no longer the worker's.
    private static readonly TimeSpan LastWordsLimit = TimeSpan.FromSeconds(10);

    // For what a worker left running: to end by itself, and to be looked at meanwhile.
    private static readonly TimeSpan FamilyLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FamilyPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ActivitiesLimit = TimeSpan.FromSeconds(90);

    private readonly DateTimeOffset startedAt = environment.Time.GetLocalNow();
    private readonly WorkerRemoval removal = new(environment);
    private readonly TaskCompletionSource<int> leftBehind = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object gate = new();
    private DateTimeOffset? instanceEnd;
    private int cause;
    private int removalIsClaimed;
    private volatile bool stopRequested;

    /// <summary>What the worker asks for, in its order.</summary>
    public WorkerRequests Requests { get; } = new(environment);

    /// <summary>When the worker was started.</summary>
    public DateTimeOffset StartedAt => startedAt;

    /// <summary>When the cloud takes the instance away, where it announced that.</summary>
    public DateTimeOffset? InstanceEnd
    {
        get
        {
            lock (gate) return instanceEnd;
        }
    }

    /// <summary>Whether the worker has ended.</summary>
    public bool HasEnded => worker.Exited.IsCompleted;

    /// <summary>The first cause: what comes later changes nothing of it. <see cref="EndCause.None"/> while the worker runs and nothing ends it.</summary>
    public EndCause Cause
    {
        get
        {
            if (HasEnded) Name(OfExit);
            return (EndCause)Volatile.Read(ref cause);
        }
    }

    private EndCause OfExit => worker.Exited.Status == TaskStatus.RanToCompletion ? EndCause.ByItself : EndCause.GivenUp;

    /// <summary>The worker is asked, or made, to end, and why. One that has ended did not do so on our request.</summary>
    public void Request(EndCause candidate)
    {
        Record(candidate);
        if (HasEnded) return;
        stopRequested = true;
        environment.Timeline.Enter(RunStep.Ending);
    }

    /// <summary>The cloud announced that it takes the instance away; where it does so more than once, the first time counts.</summary>
    public void Announce(DateTimeOffset at)
    {
        lock (gate)
            if (instanceEnd is not { } known || at < known) instanceEnd = at;
    }

    /// <summary>Names a cause; it counts where it is the first one and the worker still runs.</summary>
    public void Record(EndCause candidate) => Name(HasEnded ? OfExit : candidate);

    /// <summary>The system does not say that the worker ended though it was killed: it is not waited for any longer.</summary>
    public void LeaveBehind() => leftBehind.TrySetResult(UnknownExitCode);

    /// <summary>The runner itself is to end: a removal gets <see cref="WorkerRemoval.HurriedLimit"/> more.</summary>
    public void Hurry() => removal.Hurry();

    /// <summary>The runner itself is to end at once: so does a removal.</summary>
    public void HurryMore() => removal.HurryMore();

    /// <summary>Removes the worker, unless that was done or begun before.</summary>
    /// <param name="run">The worker as it is now.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task RemoveAsync(WorkerRun run, string reason, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref removalIsClaimed, 1) == 0 ? removal.RemoveAsync(run, reason, RemovalWait(), cancellationToken) : Task.CompletedTask;

    /// <summary>Waits for the worker's end and does what is to be done then, but for the removal that nobody has asked for.</summary>
    /// <param name="session">The worker's session.</param>
    /// <param name="connection">What it says.</param>
    /// <param name="activities">What is done for it.</param>
    public async Task<WorkerExit> DrainAsync(WorkerSession session, WorkerConnection connection, SessionActivities activities)
    {
        var requests = Requests.RunAsync(session);
        var exitCode = await ExitCodeAsync().ConfigureAwait(false);
        if (session.Begun.IsCompleted) environment.Timeline.Enter(RunStep.Ending);
        await EndFamilyAsync().ConfigureAwait(false);
        if (!await WithinAsync(Task.WhenAll(connection.Ended, session.Begun), LastWordsLimit).ConfigureAwait(false))
        {
            environment.Log.Write(Messages.OutputKeptOpen(worker.Description));
            connection.StopReading();
        }

        // A worker that ended right after its hello has been running.
        environment.Timeline.Enter(RunStep.Ending);

        if (!await WithinAsync(activities.EndAsync(), ActivitiesLimit).ConfigureAwait(false))
            environment.Log.Write(Messages.WorkUnfinished(worker.Description));
        Requests.NoMore();
        await requests.ConfigureAwait(false);
        var saidHello = connection.Hello is { IsCompleted: true } && await connection.Hello.ConfigureAwait(false) is not null;
        return new WorkerExit(exitCode, startedAt, environment.Time.GetLocalNow(), saidHello, stopRequested)
        {
            Timeline = environment.Timeline.Timeline,
            Meaning = WorkerCatalog.Create(session.Run.Config.Implementation).Explain(exitCode),
        };
    }

    /// <summary>
    /// The last step: what the worker's exit means, and the removal of a worker that worker-manager made. Whoever stopped the runner did not ask
    /// for that, and a worker that asked for a reboot goes on after it.
    /// </summary>
    /// <exception cref="WorkerFailedException">The worker failed; it is not removed then.</exception>
    public async Task<WorkerExit> FinishAsync(WorkerSession session, CancellationToken cancellationToken)
    {
        var exit = await session.Completion.ConfigureAwait(false);
        if (!exit.Succeeded) throw environment.Timeline.Fail(new WorkerFailedException(worker.Description, exit));
        environment.Log.Write(Messages.WorkerEnded(worker.Description, exit.ToString()));
        if (Cause == EndCause.Silent && session.Run.Config.Watchdog is { } watchdog) await EndSilentAsync(session, watchdog, cancellationToken).ConfigureAwait(false);
        if (Cause != EndCause.Stopped && !exit.RebootRequired)
            await RemoveAsync(session.Run, "Removing the worker, as it has ended", cancellationToken).ConfigureAwait(false);
        environment.Timeline.Leave(TimelineOutcome.Succeeded);
        return exit with { Timeline = environment.Timeline.Timeline };
    }

    /// <summary>A run whose worker was silent is no success: whoever starts runners again when they fail is to do so.</summary>
    private async Task EndSilentAsync(WorkerSession session, WatchdogSettings watchdog, CancellationToken cancellationToken)
    {
        if (watchdog.Action == WatchdogAction.Remove)
            await RemoveAsync(session.Run, "Removing the worker, as it said nothing", cancellationToken).ConfigureAwait(false);
        throw environment.Timeline.Fail(new WorkerSilentException(worker.Description, watchdog.Silence));
    }

    private TimeSpan RemovalWait()
    {
        if (Cause != EndCause.Interrupted) return TimeSpan.Zero;
        var left = InstanceEnd is { } end ? end - environment.Time.GetUtcNow() : (TimeSpan?)null;
        return RemovalSpread.Wait(left, environment.NextRandom());
    }

    private void Name(EndCause candidate) => Interlocked.CompareExchange(ref cause, (int)candidate, (int)EndCause.None);

    private async Task<int> ExitCodeAsync()
    {
        try
        {
            return await (await Task.WhenAny(worker.Exited, leftBehind.Task).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it was: nobody waits for ever.
            environment.Log.Write(Messages.StateUnknown(worker.Description, e is WorkerRunnerException known ? known.ToLogLine() : e.ToString()));
            return UnknownExitCode;
        }
        finally
        {
            _ = Cause;
        }
    }

    /// <summary>Nothing that the worker started outlives it: what is left is asked to end, then killed.</summary>
    private async Task EndFamilyAsync()
    {
        if (!HasEnded || !worker.HasFamily) return;
        environment.Log.Write(Messages.EndingFamily(worker.Description, FamilyLimit));
        worker.Interrupt();
        var asked = environment.Time.GetTimestamp();
        while (environment.Time.GetElapsedTime(asked) < FamilyLimit)
        {
            await environment.Time.Delay(FamilyPause).ConfigureAwait(false);
            if (!worker.HasFamily) return;
        }
        environment.Log.Write(Messages.KillingFamily(worker.Description));
        worker.Kill();
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
