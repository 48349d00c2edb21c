using WorkerRunner.Protocol;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>What a person asks of a running worker: what keeps it from being done is an error.</summary>
internal sealed class SessionRequests(WorkerSession session)
{
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
        if (session.Run.RegistrationSecret is null)
            throw new SessionRequestException("The worker's credentials cannot be renewed: there is no registration secret.", "Only workers that registered with worker-manager v31 or later have one.");
        if (!await WithinAsync(helloLimit, token => session.CanAsync(Capabilities.NewCredentials, token), "be given new credentials", cancellationToken).ConfigureAwait(false))
            throw session.HasEnded ? Gone() : new SessionRequestException($"{session.Worker} does not support new credentials.", "They would be of no use to it, so none were requested.");
        await session.RenewAsync().WaitAsync(Timeout.InfiniteTimeSpan, session.Environment.Time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells the worker to stop claiming tasks and to end; waits for its hello first.</summary>
    /// <param name="finishTasks">Whether it may finish the tasks that it has.</param>
    /// <param name="helloLimit">How long the worker's hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SessionRequestException">The worker has ended, has not said hello in time, or cannot be told.</exception>
    public async Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken)
    {
        var outcome = await WithinAsync(helloLimit, token => session.RequestTerminationAsync(finishTasks, token), "be told to end", cancellationToken).ConfigureAwait(false);
        if (outcome == SendOutcome.NotCapable) throw new SessionRequestException($"{session.Worker} does not support graceful termination.", "Stop it instead, which interrupts it.");
        if (outcome == SendOutcome.WorkerGone) throw Gone();
    }

    /// <summary>Waits until there are messages after one. A worker that has not said hello is waited for so long; after that it may be silent.</summary>
    /// <param name="number">As in <see cref="MessageHistory.WaitAfterAsync"/>.</param>
    /// <param name="helloLimit">How long a worker without a hello is waited for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False where no more will come.</returns>
    /// <exception cref="SessionRequestException">The worker has not said hello in time.</exception>
    public Task<bool> AwaitMessageAsync(long number, TimeSpan helloLimit, CancellationToken cancellationToken)
    {
        var history = session.History ?? throw new InvalidOperationException("No messages are kept.");
        return session.HasBegun
            ? history.WaitAfterAsync(number, cancellationToken)
            : WithinAsync(helloLimit, token => history.WaitAfterAsync(number, token), "be listened to", cancellationToken);
    }

    /// <summary>Does what waits for the worker's hello, for so long.</summary>
    private async Task<T> WithinAsync<T>(TimeSpan helloLimit, Func<CancellationToken, Task<T>> request, string what, CancellationToken cancellationToken)
    {
        using var timeout = session.Environment.Time.CreateCancellationTokenSource(helloLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await request(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SessionRequestException($"{session.Worker} has not said hello within {DurationText.Of(helloLimit)}, so it cannot {what}.", "Stop it.");
        }
    }

    private SessionRequestException Gone() => new($"{session.Worker} has ended, or does not read its input.", "Check how it ended.");
}
