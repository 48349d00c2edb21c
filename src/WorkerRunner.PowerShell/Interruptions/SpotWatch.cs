using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Metadata;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Interruptions;

/// <summary>The watch of Watch-SpotInterruption: over this machine's cloud, for somebody who looks on and for sessions that are told.</summary>
/// <param name="environment">Where it watches.</param>
/// <param name="sessions">Whose workers are told to end at an interruption.</param>
/// <param name="includesAdvisory">Whether signals that only inform are given too.</param>
/// <param name="give">Takes each interruption.</param>
/// <param name="fail">Takes what keeps a session's worker from being told.</param>
internal sealed class SpotWatch(
    RunEnvironment environment, IReadOnlyList<WorkerSession> sessions, bool includesAdvisory, Action<Interruption> give, Action<WorkerRunnerException, WorkerSession> fail)
{
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(30);

    private readonly List<Task> tellings = [];

    /// <summary>Reads an environment variable where the address of the metadata service is given: whichever cloud it is, its library's variable names it.</summary>
    public static Func<string, string?> Variables(Uri metadataUrl) => name => name switch
    {
        AwsMetadata.AddressVariable or AzureMetadata.AddressVariable => metadataUrl.OriginalString,
        GoogleMetadata.AddressVariable => metadataUrl.Authority,
        _ => Environment.GetEnvironmentVariable(name),
    };

    /// <summary>Finds what is watched.</summary>
    /// <param name="config">A runner configuration whose provider and settings count; null where there is none.</param>
    /// <param name="providerType">The cloud; found out where it is null.</param>
    /// <param name="stopping">Ends it early.</param>
    public async Task<IInterruptionSource> SourceAsync(RunnerConfig? config, string? providerType, CancellationToken stopping)
    {
        if (config is not null && ProviderCatalog.Create(config.ProviderType).CreateInterruptionSource(config.Provider, config.Interruptions, environment.Metadata) is { } configured) return configured;
        var detection = new CloudDetection(environment.Metadata);
        var cloud = providerType?.ToLowerInvariant() ?? await detection.DetectAsync(stopping).ConfigureAwait(false);
        return detection.Source(cloud, config?.Interruptions ?? InterruptionSettings.Default);
    }

    /// <summary>Watches, once or until the time is over, and waits until all sessions know.</summary>
    /// <param name="source">What is watched.</param>
    /// <param name="limit">How long; null for one look.</param>
    /// <param name="stopping">Ends it early.</param>
    public async Task RunAsync(IInterruptionSource source, TimeSpan? limit, CancellationToken stopping)
    {
        var watch = new InterruptionWatch(environment.Log, environment.Time, source);
        if (limit is { } time) await WatchAsync(watch, time, stopping).ConfigureAwait(false);
        else foreach (var interruption in await watch.LookOnceAsync(stopping).ConfigureAwait(false)) Take(interruption, stopping);
        await Task.WhenAll(tellings).ConfigureAwait(false);
    }

    private async Task WatchAsync(InterruptionWatch watch, TimeSpan time, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await watch.RunAsync(interruption => Take(interruption, stopping), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private void Take(Interruption interruption, CancellationToken stopping)
    {
        if (!interruption.IsForThisInstance || (interruption.IsAdvisory && !includesAdvisory)) return;
        give(interruption);
        if (interruption.IsAdvisory) return;
        lock (tellings) tellings.AddRange(sessions.Select(s => TellAsync(s, stopping)));
    }

    private async Task TellAsync(WorkerSession session, CancellationToken stopping)
    {
        session.Environment.Log.Write(Messages.TellingToEnd(session.Worker));
        try
        {
            await session.Requests.TerminateAsync(finishTasks: false, HelloLimit, stopping).ConfigureAwait(false);
        }
        catch (WorkerRunnerException e)
        {
            fail(e, session);
        }
    }
}
