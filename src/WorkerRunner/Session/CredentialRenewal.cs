using System.Diagnostics.CodeAnalysis;
using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Session;

/// <summary>
/// The duty of <c>new-credentials</c>: before the worker's credentials expire, gets new ones and sends them; a worker that cannot take
/// them, or for which none can be had, is told to end.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has nothing to free, and a late renewal may still release it.")]
internal sealed class CredentialRenewal(RunEnvironment environment) : IDuty
{
    // Reference page worker-protocol.md, "Credentials".
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(30);

    private readonly RunLog log = environment.Log;
    private readonly SemaphoreSlim renewing = new(1);

    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.GracefulTermination);
        connection.Offer(Capabilities.NewCredentials);
    }

    /// <summary>When credentials that expire then are to be renewed, seen from now.</summary>
    public static DateTimeOffset RenewalTime(DateTimeOffset now, DateTimeOffset expire)
    {
        // Whatever a server says: there is nothing half an hour before the first moment of all.
        if (expire - now <= LastMoment) return now;
        var early = expire - BeforeExpiry;
        if (early >= now + AtLeast) return early;
        var soon = now + AtLeast;
        return soon <= expire - LastMoment ? soon : expire - LastMoment;
    }

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        while (session.Run.CredentialsExpire is { } expire)
        {
            log.Information($"Worker credentials expire in {LeftUntil(expire)}");
            var renewal = RenewalTime(environment.ServerClock.Now, expire);
            log.Verbose($"Their renewal is planned at {renewal:u}");
            await WallClock.SleepAsync(
                environment.Time,
                () => session.Run.CredentialsExpire == expire ? renewal - environment.ServerClock.Now : TimeSpan.Zero,
                stopping).ConfigureAwait(false);
            if (session.Run.CredentialsExpire != expire) continue; // They were renewed by hand.
            if (await session.CanAsync(Capabilities.NewCredentials, stopping).ConfigureAwait(false)
                && await TryRenewAsync(session, expire, stopping).ConfigureAwait(false)) continue;

            await TerminateAsync(session, expire, stopping).ConfigureAwait(false);
            return;
        }
    }

    /// <summary>Gets new credentials now and sends them, after a renewal that is under way.</summary>
    /// <exception cref="SessionRequestException">None can be had, or they are of no use.</exception>
    /// <exception cref="TaskclusterException">worker-manager gave none.</exception>
    /// <exception cref="RestartCacheException">
    /// They could not be kept: a cache with a used-up secret would keep the worker from coming up again.
    /// </exception>
    public async Task RenewAsync(WorkerSession session, CancellationToken cancellationToken)
    {
        await renewing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await RenewOneAtATimeAsync(session, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            renewing.Release();
        }
    }

    private async Task RenewOneAtATimeAsync(WorkerSession session, CancellationToken cancellationToken)
    {
        var run = session.Run;
        if (run.RegistrationSecret is not { } secret) throw new SessionRequestException("The server gave no registration secret.");
        var registration = await new WorkerManager(environment, run.RootUrl)
            .ReregisterAsync(run.Identity, secret, run.Credentials, cancellationToken)
            .ConfigureAwait(false);
        log.Secrets.Add(registration.Credentials, registration.RegistrationSecret);
        session.Renew(registration);

        // To ask at once again, and again, would help nobody.
        if (registration.Expires <= environment.ServerClock.Now + LastMoment)
            throw new SessionRequestException($"The new credentials expire at {registration.Expires:u} already, which is of no use.");

        log.Information("Sending new credentials to worker");
        await session.SendAsync(Capabilities.NewCredentials, OutgoingMessage.NewCredentials(registration.Credentials), cancellationToken).ConfigureAwait(false);
        if (run.Config.CacheOverRestarts is not null) new RestartCache(environment).Save(session.Run);
    }

    private async Task<bool> TryRenewAsync(WorkerSession session, DateTimeOffset expire, CancellationToken stopping)
    {
        log.Information($"Taskcluster credentials are expiring in {LeftUntil(expire)}; re-registering");
        try
        {
            await RenewAsync(session, stopping).ConfigureAwait(false);
            return true;
        }
        catch (WorkerRunnerException e)
        {
            log.Error($"The worker's credentials could not be renewed: {e.ToLogLine()}");
            return false;
        }
    }

    private async Task TerminateAsync(WorkerSession session, DateTimeOffset expire, CancellationToken stopping)
    {
        log.Warning($"Taskcluster credentials are expiring in {LeftUntil(expire)}; stopping worker");
        var outcome = await session.RequestTerminationAsync(finishTasks: false, stopping).ConfigureAwait(false);
        if (outcome == SendOutcome.NotCapable)
            log.Error($"The worker can be told neither of new credentials nor to end; its credentials expire at {expire:u}.");
    }

    private TimeSpan LeftUntil(DateTimeOffset expire) => TimeSpan.FromSeconds(Math.Round((expire - environment.ServerClock.Now).TotalSeconds));
}
