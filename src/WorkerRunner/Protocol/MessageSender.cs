using System.Diagnostics.CodeAnalysis;
using WorkerRunner.Logging;
using WorkerRunner.Workers;

namespace WorkerRunner.Protocol;

/// <summary>Sends messages to a worker, one after the other.</summary>
/// <param name="worker">The worker.</param>
/// <param name="log">Told of what does not reach it.</param>
/// <param name="time">The clock of the limits.</param>
/// <param name="history">Keeps them; null where none are kept.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has nothing to free, and a late message may still release it.")]
internal sealed class MessageSender(IRunningWorker worker, RunLog log, TimeProvider time, MessageHistory? history)
{
    // A worker that does not read its input for this long is not going to.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim sending = new(1);

    /// <summary>Sends a message, after those before it.</summary>
    /// <returns>False where the worker is gone or does not read its input.</returns>
    public async Task<bool> SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        if (!await MayWriteAsync(cancellationToken).ConfigureAwait(false)) return NotRead(message);
        // In the background: a worker that does not read must block nothing.
        var writing = Task.Run(
            () =>
            {
                try
                {
                    // Before the worker can answer it.
                    history?.Add(message);
                    worker.ToWorker.Write(message.Line, 0, message.Line.Length);
                    worker.ToWorker.Flush();
                    return true;
                }
                catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
                {
                    log.Write(Messages.MessageUnsent(message.Type, e.Message));
                    return false;
                }
                finally
                {
                    sending.Release();
                }
            },
            CancellationToken.None);
        try
        {
            return await writing.WaitAsync(SendLimit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return NotRead(message);
        }
    }

    /// <summary>Waits until the messages before this one are written.</summary>
    private async Task<bool> MayWriteAsync(CancellationToken cancellationToken)
    {
        using var limit = time.CreateCancellationTokenSource(SendLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await sending.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private bool NotRead(OutgoingMessage message)
    {
        log.Write(Messages.InputUnread(SendLimit, message.Type));
        return false;
    }
}
