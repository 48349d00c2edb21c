using WorkerRunner.Logging;
using WorkerRunner.Metadata;

namespace WorkerRunner.Interruptions;

/// <summary>
/// Watches a cloud's signals until it is told to stop: an ill metadata service never ends it, never floods the log, and is not asked without
/// pause.
/// </summary>
internal sealed class InterruptionWatch(RunLog log, TimeProvider time, IInterruptionSource source)
{
    private static readonly TimeSpan FirstPauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPauseAfterFailure = TimeSpan.FromSeconds(15);

    private readonly SeenInterruptions seen = new();
    private readonly WatchHealth health = new(log, time, source.Provider);

    /// <summary>Watches; each interruption is reported once, on a thread of the pool.</summary>
    /// <exception cref="OperationCanceledException">It was told to stop; there is no other end.</exception>
    public Task RunAsync(Action<Interruption> report, CancellationToken stopping) =>
        Task.WhenAll(source.Signals.Select(l => WatchAsync(l, report, stopping)));

    /// <summary>Looks at every signal once.</summary>
    /// <exception cref="MetadataServiceException">The service does not answer.</exception>
    /// <exception cref="FormatException">An answer cannot be understood.</exception>
    public async Task<IReadOnlyList<Interruption>> LookOnceAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(source.Signals.Select(l => l.LookAsync(cancellationToken))).ConfigureAwait(false);
        return found.SelectMany(i => i).Where(seen.Add).ToList();
    }

    private async Task WatchAsync(IInterruptionSignal signal, Action<Interruption> report, CancellationToken stopping)
    {
        var failures = 0;
        while (true)
        {
            failures = await TryLookAsync(signal, report, stopping).ConfigureAwait(false) ? 0 : failures + 1;
            await time.Delay(failures == 0 ? signal.Pause : PauseAfter(failures), stopping).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryLookAsync(IInterruptionSignal signal, Action<Interruption> report, CancellationToken stopping)
    {
        try
        {
            foreach (var interruption in await signal.LookAsync(stopping).ConfigureAwait(false))
                if (seen.Add(interruption)) report(interruption);
            health.Succeeded(signal.Name);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            health.Failed(signal.Name, e.Message);
            return false;
        }
    }

    private static TimeSpan PauseAfter(int failures)
    {
        var seconds = FirstPauseAfterFailure.TotalSeconds * Math.Pow(2, failures - 1);
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestPauseAfterFailure.TotalSeconds));
    }
}
