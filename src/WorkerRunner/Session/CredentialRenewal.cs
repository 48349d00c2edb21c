using System.Diagnostics.CodeAnalysis;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Session;

/// <summary>
/// The activity of <c>new-credentials</c>: before the worker's credentials expire, gets new ones, keeps them, and sends them; tries that for as
/// long as its <see cref="RenewalPlan"/> allows. A worker that cannot take new ones, or for which none can be had, is told to end.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has nothing to free, and a late renewal may still release it.")]
internal sealed class CredentialRenewal(RunEnvironment environment, WorkerRun started) : ISessionActivity
{
    /// <summary>Credentials that expire sooner than this are of no use.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(5);

    private readonly RunLog log = environment.Log;
    private readonly SemaphoreSlim renewing = new(1);
    private readonly RetryLimits pauses = new();
    private readonly RetryLimits once = new() { Total = TimeSpan.Zero };

    /// <summary>The run with the credentials that the worker has: what could not be sent is not the worker's.</summary>
    private volatile WorkerRun told = started;

    private volatile bool isUnsent;
    private volatile bool isUnsaved;

    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.GracefulTermination);
        connection.Offer(Capabilities.NewCredentials);
    }

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        while (told.CredentialsExpire is { } expire)
        {
            await AskTimeAsync(stopping).ConfigureAwait(false);
            log.Write(Messages.CredentialsExpire(LeftUntil(expire)));
            var plan = RenewalPlan.Make(environment.ServerClock.Latest, expire, environment.NextRandom());
            environment.Progress.NextRenewal = plan.Due;
            log.Write(Messages.RenewalPlanned(plan.Due));
            await SleepAsync(session, expire, plan.Due, stopping).ConfigureAwait(false);
            // They were renewed by hand, or the server's clock is known now.
            if (told.CredentialsExpire != expire || environment.ServerClock.Latest < plan.Due) continue;
            if (await session.CanAsync(Capabilities.NewCredentials, stopping).ConfigureAwait(false))
            {
                if (await RenewInTimeAsync(session, expire, plan.TellAt, stopping).ConfigureAwait(false)) continue;
            }
            else
            {
                // Nobody answers who would tell whether our clock, which may have been set, is right.
                await WallClock.SleepAsync(environment.Time, () => plan.Due - environment.ServerClock.Earliest, stopping).ConfigureAwait(false);
            }
            await TerminateAsync(session, expire, stopping).ConfigureAwait(false);
            return;
        }
    }

    /// <summary>Gets new credentials now and sends them, after a renewal that is under way.</summary>
    /// <exception cref="SessionRequestException">None can be had, they are of no use, or the worker did not take them.</exception>
    /// <exception cref="TaskclusterException">worker-manager gave none.</exception>
    public async Task RenewAsync(WorkerSession session, CancellationToken cancellationToken)
    {
        await renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await FetchAndSendAsync(session, new RetryLimits(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            renewing.Release();
        }
    }

    /// <summary>Those that could not be sent are sent again; the registration secret works once, and theirs is used up.</summary>
    private async Task FetchAndSendAsync(WorkerSession session, RetryLimits limits, CancellationToken cancellationToken)
    {
        if (!isUnsent) await FetchAsync(session, limits, cancellationToken).ConfigureAwait(false);

        log.Write(Messages.SendingCredentials());
        var run = session.Run;
        var outcome = await session.SendAsync(Capabilities.NewCredentials, OutgoingMessage.NewCredentials(run.Credentials), cancellationToken).ConfigureAwait(false);
        if (outcome != SendOutcome.Sent) throw new SessionRequestException($"{session.Worker} did not accept its new credentials.", "They are kept, and sent again before its current ones expire.");
        isUnsent = false;
        told = run;
        environment.Progress.Renewed();
    }

    private async Task FetchAsync(WorkerSession session, RetryLimits limits, CancellationToken cancellationToken)
    {
        var run = session.Run;
        if (run.RegistrationSecret is not { } secret) throw new SessionRequestException("The server returned no registration secret.");
        var registration = await new WorkerManager(environment.Taskcluster, run.RootUrl, limits)
            .ReregisterAsync(run.Identity, secret, run.Credentials, cancellationToken)
            .ConfigureAwait(false);
        log.Secrets.Add(registration.Credentials, registration.RegistrationSecret);
        session.Renew(registration);

        // The worker may end the machine as soon as it has them: they are kept first.
        Keep(session.Run);

        // To ask at once again, and again, would help nobody.
        if (LeftUntil(registration.Expires) <= ShortestLife)
            throw new SessionRequestException($"The new credentials expire at {TimeText.Of(registration.Expires)}, too soon to be of use.");
        isUnsent = true;
    }

    /// <summary>A worker that runs well does not end because of a full disk; it is tried again.</summary>
    private void Keep(WorkerRun run)
    {
        try
        {
            if (run.Config.CacheOverRestarts is not null) new RestartCache(environment).Save(run);
            WorkerConfigFile.Rewrite(run, new WorkerHost(environment));
            if (isUnsaved) log.Write(Messages.CredentialsSaved());
            isUnsaved = false;
        }
        catch (Exception e) when (e is RestartCacheException or WorkerStartException)
        {
            if (!isUnsaved)
                log.Write(Messages.CredentialsUnsaved(WorkerRunnerException.LineOf(e)));
            isUnsaved = true;
        }
    }

    /// <summary>Sleeps by the server's clock, looking at it at least once a minute, as a timer stands still while the machine hibernates.</summary>
    private async Task SleepAsync(WorkerSession session, DateTimeOffset expire, DateTimeOffset due, CancellationToken stopping)
    {
        while (told.CredentialsExpire == expire && due - environment.ServerClock.Latest is var left && left > TimeSpan.Zero)
        {
            if (await AskTimeAsync(stopping).ConfigureAwait(false)) return;
            await WallClock.NapAsync(environment.Time, left, stopping).ConfigureAwait(false);
            if (isUnsaved) Keep(session.Run);
        }
    }

    /// <summary>Asks for the server's time where nobody knows it.</summary>
    /// <returns>Whether it is known now and was not before.</returns>
    private async Task<bool> AskTimeAsync(CancellationToken stopping)
    {
        if (!IsTimeUnknown) return false;
        try
        {
            await new WorkerManager(environment.Taskcluster, told.RootUrl, once).PingAsync(stopping).ConfigureAwait(false);
        }
        catch (TaskclusterException e)
        {
            log.Write(Messages.ServerTimeUnknown(e.ToLogLine()));
        }
        return !IsTimeUnknown;
    }

    /// <summary>Tries it again and again until the worker has to be told to end.</summary>
    /// <returns>Whether the worker has new ones.</returns>
    private async Task<bool> RenewInTimeAsync(WorkerSession session, DateTimeOffset expire, DateTimeOffset tellAt, CancellationToken stopping)
    {
        log.Write(Messages.RenewingCredentials(LeftUntil(expire)));
        using var tooLate = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var lastMoment = TooLateAsync(tellAt, tooLate.Token);
        var renewal = TryUntilAsync(session, expire, tellAt, tooLate.Token);
        await Task.WhenAny(renewal, lastMoment).ConfigureAwait(false);
        tooLate.Cancel();
        try
        {
            return await renewal.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            log.Write(Messages.RenewalTooLate());
            return told.CredentialsExpire != expire;
        }
    }

    /// <summary>Where they have expired already, or as good as, there is time for one attempt.</summary>
    private async Task TooLateAsync(DateTimeOffset tellAt, CancellationToken cancellationToken)
    {
        if (Left(tellAt) <= TimeSpan.Zero) await environment.Time.Delay(pauses.Attempt, cancellationToken).ConfigureAwait(false);
        await WallClock.SleepAsync(environment.Time, () => Left(tellAt), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryUntilAsync(WorkerSession session, DateTimeOffset expire, DateTimeOffset tellAt, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            if (session.Run.RegistrationSecret is null) return GivenUp("The server returned no registration secret.");
            string why;
            TimeSpan? retryAfter;
            try
            {
                await RenewOnceAsync(session, expire, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                // Whatever it was: tasks are not ended because of it while there is time to try again.
                why = WorkerRunnerException.LineOf(e);
                retryAfter = (e as TaskclusterException)?.RetryAfter;
            }
            if (Left(tellAt) <= TimeSpan.Zero) return GivenUp(why);
            var pause = Pause(failures, retryAfter, tellAt);
            log.Write(Messages.RenewalFailed(why, pause));
            await environment.Time.Delay(pause, cancellationToken).ConfigureAwait(false);
        }

        bool GivenUp(string why)
        {
            log.Write(Messages.RenewalGivenUp(why));
            return false;
        }
    }

    /// <summary>A service is left alone for as long as it asks, but not for so long that no attempt would be left, nor longer than any call is tried.</summary>
    private TimeSpan Pause(int failures, TimeSpan? retryAfter, DateTimeOffset tellAt)
    {
        var random = environment.NextRandom();
        var pause = pauses.PauseAfter(failures, random);
        var asked = pauses.PauseAfter(failures, random, retryAfter);
        var most = TimeSpan.FromTicks(Math.Min(Left(tellAt).Ticks / 2, pauses.Total.Ticks));
        if (asked > most) asked = most;
        return asked > pause ? asked : pause;
    }

    private async Task RenewOnceAsync(WorkerSession session, DateTimeOffset expire, CancellationToken cancellationToken)
    {
        await renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // By hand it may have been done while this waited.
            if (told.CredentialsExpire == expire) await FetchAndSendAsync(session, once, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            renewing.Release();
        }
    }

    private async Task TerminateAsync(WorkerSession session, DateTimeOffset expire, CancellationToken stopping)
    {
        log.Write(Messages.CredentialsEnd(LeftUntil(expire)));
        var outcome = await session.RequestTerminationAsync(finishTasks: false, EndCause.CredentialsExpired, stopping).ConfigureAwait(false);
        if (outcome == SendOutcome.NotCapable)
            log.Write(Messages.CredentialsEndUntold(expire));
    }

    /// <summary>After a start from the restart cache no answer has told the server's clock yet, and ours may be wrong by hours.</summary>
    private bool IsTimeUnknown => !environment.ServerClock.IsKnown && told.Has(RunStages.FromCache);

    private TimeSpan LeftUntil(DateTimeOffset expire) => expire - environment.ServerClock.Latest;

    /// <summary>How long there is at least, whatever our clock was set to meanwhile: tasks are not ended because of a clock that may be wrong.</summary>
    private TimeSpan Left(DateTimeOffset tellAt) => IsTimeUnknown ? TimeSpan.MaxValue : tellAt - environment.ServerClock.Earliest;
}
