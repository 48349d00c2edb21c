using WorkerRunner.Logging;
using WorkerRunner.Protocol;
using WorkerRunner.Values;

namespace WorkerRunner.Session;

/// <summary>What a person asks of a running worker: what keeps it from being done is an error.</summary>
internal sealed class SessionRequests(WorkerSession session) : IWorkerRequests
{
    public async Task RenewCredentialsAsync(TimeSpan helloLimit, CancellationToken cancellationToken)
    {
        if (session.Run.RegistrationSecret is null)
            throw new SessionRequestException("The worker's credentials cannot be renewed: there is no registration secret.", "Only workers that registered with worker-manager v31 or later have one.");
        if (!await WithinAsync(helloLimit, token => session.CanAsync(Capabilities.NewCredentials, token), "be given new credentials", cancellationToken).ConfigureAwait(false))
            throw session.HasEnded ? Gone() : new SessionRequestException($"{session.Worker} does not support new credentials.", "They would be of no use to it, so none were requested.");
        await session.RenewAsync().WaitAsync(Timeout.InfiniteTimeSpan, session.Environment.Time, cancellationToken).ConfigureAwait(false);
    }

    public async Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken)
    {
        var outcome = await WithinAsync(helloLimit, token => session.RequestTerminationAsync(finishTasks, token), "be told to end", cancellationToken).ConfigureAwait(false);
        if (outcome == SendOutcome.NotCapable) throw new SessionRequestException($"{session.Worker} does not support graceful termination.", "Stop it instead, which interrupts it.");
        if (outcome == SendOutcome.WorkerGone) throw Gone();
    }

    public async Task<WorkerExit> TerminateAndWaitAsync(bool finishTasks, TimeSpan helloLimit, TimeSpan limit, CancellationToken cancellationToken)
    {
        await TerminateAsync(finishTasks, helloLimit, cancellationToken).ConfigureAwait(false);
        return await WaitAsync(limit, cancellationToken).ConfigureAwait(false);
    }

    public Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry) => session.StopAsync(limits, hurry);

    public async Task<WorkerExit> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await session.Completion.WaitAsync(limit, session.Environment.Time, cancellationToken).ConfigureAwait(false);
        return await session.FinishAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task ReceiveMessagesAsync(
        bool follows, TimeSpan helloLimit, Func<IReadOnlyList<ProtocolMessage>, bool> give, CancellationToken cancellationToken)
    {
        if (session.History is not { } history) return;
        var newest = 0L;
        while (give(history.TakeAfter(ref newest)) && follows)
            if (!await AwaitMessageAsync(history, newest, helloLimit, cancellationToken).ConfigureAwait(false)) return;
    }

    /// <summary>On a thread of its own, as it waits for lines.</summary>
    public Task ReceiveLogAsync(int tail, bool follows, Action<TailEntry> give, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => session.Environment.Log.Tail.Follow(tail, follows, () => session.Completion.IsCompleted, give, onLost: null, cancellationToken),
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>False where no more will come.</summary>
    private Task<bool> AwaitMessageAsync(MessageHistory history, long number, TimeSpan helloLimit, CancellationToken cancellationToken) => session.HasBegun
        ? history.WaitAfterAsync(number, cancellationToken)
        : WithinAsync(helloLimit, token => history.WaitAfterAsync(number, token), "be listened to", cancellationToken);

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
