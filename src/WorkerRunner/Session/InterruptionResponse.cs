using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Metadata;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;

namespace WorkerRunner.Session;

/// <summary>
/// The activity of <c>graceful-termination</c>: when the cloud announces the end of this instance, the worker is told at once, or after its hello.
/// One that cannot be told is stopped shortly before the end.
/// </summary>
internal sealed class InterruptionResponse(RunEnvironment environment, IInterruptionSource source, InterruptionSettings settings) : ISessionActivity
{
    private static readonly TimeSpan StopBefore = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AcknowledgeLimit = TimeSpan.FromSeconds(5);

    // The kill still happens before the end.
    private static readonly StopLimits LastSeconds = new() { Graceful = TimeSpan.Zero, Interrupt = TimeSpan.FromSeconds(10), Kill = TimeSpan.FromSeconds(5) };

    private readonly object gate = new();
    private readonly List<Interruption> acted = [];

    /// <summary>CredentialRenewal offers the capability too: both need it.</summary>
    public void Attach(WorkerConnection connection) => connection.Offer(Capabilities.GracefulTermination);

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        var responses = new List<Task>();
        try
        {
            await new InterruptionWatch(environment.Log, environment.Time, source).RunAsync(
                interruption =>
                {
                    if (interruption.IsForThisInstance) environment.Progress.Announced(interruption);
                    if (!Concerns(interruption)) return;
                    var response = RespondAsync(session, interruption, stopping);
                    lock (gate)
                    {
                        acted.Add(interruption);
                        responses.Add(response);
                    }
                },
                stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await AcknowledgeAsync().ConfigureAwait(false);
            await Task.WhenAll(responses).ConfigureAwait(false);
        }
    }

    private bool Concerns(Interruption interruption)
    {
        if (!interruption.IsForThisInstance) return false;
        if (!interruption.IsAdvisory || settings.ActOnAdvisory) return true;
        environment.Log.Write(Messages.InterruptionIgnored(interruption.ToString()));
        return false;
    }

    private async Task RespondAsync(WorkerSession session, Interruption interruption, CancellationToken stopping)
    {
        environment.Log.Write(Messages.Interrupted(interruption.ToString()));
        if (interruption.Deadline is { } end) session.Ending.Announce(end);
        var telling = TellAsync(session, interruption, stopping);
        if (interruption.Deadline is not { } deadline)
        {
            await telling.ConfigureAwait(false);
            return;
        }

        // One that has not said hello by then, or does not read, is stopped too.
        using var told = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var lastMoment = WallClock.SleepAsync(environment.Time, () => deadline - environment.Time.GetUtcNow() - StopBefore, told.Token);
        if (await Task.WhenAny(telling, lastMoment).ConfigureAwait(false) == telling && await telling.ConfigureAwait(false))
        {
            told.Cancel();
            return;
        }
        await lastMoment.ConfigureAwait(false);
        await session.StopWorkerAsync(LastSeconds, EndCause.Interrupted, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Tells the worker, after its hello.</summary>
    /// <returns>Whether it knows, or has ended anyway.</returns>
    private async Task<bool> TellAsync(WorkerSession session, Interruption interruption, CancellationToken stopping)
    {
        var outcome = await session.RequestTerminationAsync(finishTasks: false, EndCause.Interrupted, stopping).ConfigureAwait(false);
        if (outcome == SendOutcome.Sent || session.HasEnded) return true;
        if (interruption.Deadline is null) environment.Log.Write(Messages.InterruptionUntold());
        else environment.Log.Write(Messages.InterruptionUntoldUntilStop(StopBefore));
        return false;
    }

    private async Task AcknowledgeAsync()
    {
        if (!settings.Acknowledge) return;
        List<Interruption> toAcknowledge;
        lock (gate) toAcknowledge = [.. acted];
        using var limit = environment.Time.CreateCancellationTokenSource(AcknowledgeLimit);
        foreach (var interruption in toAcknowledge)
        {
            try
            {
                await source.AcknowledgeAsync(interruption, limit.Token).ConfigureAwait(false);
                environment.Log.Write(Messages.Acknowledged(interruption.ToString()));
            }
            catch (Exception e) when (e is MetadataServiceException or OperationCanceledException)
            {
                environment.Log.Write(Messages.NotAcknowledged(interruption.ToString(), e.Message));
            }
        }
    }
}
