using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Stages;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Session;

/// <summary>
/// The duty of <c>new-credentials</c>: before the worker's credentials expire, gets new ones and sends them; a worker that cannot take
/// them, or for which none can be had, is told to end.
/// </summary>
internal sealed class CredentialRenewal(RunEnvironment environment) : IDuty
{
    // Reference page worker-protocol.md, "Credentials".
    private static readonly TimeSpan BeforeExpiry = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AtLeast = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LastMoment = TimeSpan.FromSeconds(30);

    private readonly RunLog log = environment.Log;

    public void Attach(WorkerConnection connection)
    {
        connection.Offer(Capabilities.GracefulTermination);
        connection.Offer(Capabilities.NewCredentials);
    }

    /// <summary>When credentials that expire then are to be renewed, seen from now.</summary>
    public static DateTimeOffset RenewalTime(DateTimeOffset now, DateTimeOffset expire)
    {
        var early = expire - BeforeExpiry;
        if (early >= now + AtLeast) return early;
        var soon = now + AtLeast;
        if (soon <= expire - LastMoment) return soon;
        var late = expire - LastMoment;
        return late > now ? late : now;
    }

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        while (session.Run.CredentialsExpire is { } expire)
        {
            log.Information($"Worker credentials expire in {LeftUntil(expire)}");
            var renewal = RenewalTime(environment.ServerClock.Now, expire);
            log.Verbose($"Their renewal is planned at {renewal:u}");
            await WallClock.SleepAsync(environment.Time, () => renewal - environment.ServerClock.Now, stopping).ConfigureAwait(false);
            if (await session.CanAsync(Capabilities.NewCredentials, stopping).ConfigureAwait(false)
                && await TryRenewAsync(session, expire, stopping).ConfigureAwait(false)) continue;

            await TerminateAsync(session, expire, stopping).ConfigureAwait(false);
            return;
        }
    }

    private async Task<bool> TryRenewAsync(WorkerSession session, DateTimeOffset expire, CancellationToken stopping)
    {
        var run = session.Run;
        if (run.RegistrationSecret is not { } secret)
        {
            log.Error("The worker's credentials cannot be renewed: the server gave no registration secret.");
            return false;
        }

        log.Information($"Taskcluster credentials are expiring in {LeftUntil(expire)}; re-registering");
        try
        {
            var registration = await new WorkerManager(environment, run.RootUrl)
                .ReregisterAsync(run.Identity, secret, run.Credentials, stopping)
                .ConfigureAwait(false);
            log.Secrets.Add(registration.Credentials, registration.RegistrationSecret);
            session.Renew(registration);
        }
        catch (TaskclusterException e)
        {
            log.Error($"The worker's credentials could not be renewed: {e.ToLogLine()}");
            return false;
        }

        if (session.Run.CredentialsExpire <= environment.ServerClock.Now + LastMoment)
        {
            // To ask at once again, and again, would help nobody.
            log.Error($"The new credentials expire at {session.Run.CredentialsExpire:u} already, which is of no use.");
            return false;
        }

        log.Information("Sending new credentials to worker");
        await session.SendAsync(Capabilities.NewCredentials, OutgoingMessage.NewCredentials(session.Run.Credentials), stopping).ConfigureAwait(false);
        return TrySaveCache(session);
    }

    /// <summary>A cache with a used-up secret would keep the worker from coming up again: then it had better end now.</summary>
    private bool TrySaveCache(WorkerSession session)
    {
        if (session.Run.Config.CacheOverRestarts is null) return true;
        try
        {
            new RestartCache(environment).Save(session.Run);
            return true;
        }
        catch (RestartCacheException e)
        {
            log.Error(e.ToLogLine());
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
