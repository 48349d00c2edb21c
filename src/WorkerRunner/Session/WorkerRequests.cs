using System.Threading.Channels;
using WorkerRunner.Runs;

namespace WorkerRunner.Session;

/// <summary>
/// What the worker asks for, done one after another in the order in which it asked, so that an error that it reports before it asks for the
/// end of its instance arrives before that.
/// </summary>
internal sealed class WorkerRequests(RunEnvironment environment) : IDuty
{
    /// <summary>
    /// For all that waits when the worker has ended, or has asked for the end of its instance: an ill worker-manager must not hold that up for
    /// long.
    /// </summary>
    public static readonly TimeSpan LastLimit = TimeSpan.FromSeconds(30);

    private readonly Channel<Func<WorkerSession, CancellationToken, Task>> waiting = Channel.CreateUnbounded<Func<WorkerSession, CancellationToken, Task>>();
    private readonly TaskCompletionSource<bool> hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes a request; it is given a token that is cancelled when there is no more time for it.</summary>
    public void Add(Func<WorkerSession, CancellationToken, Task> request) => waiting.Writer.TryWrite(request);

    /// <summary>From now on what waits has <see cref="LastLimit"/>.</summary>
    public void Hurry() => hurry.TrySetResult(true);

    public void Attach(Protocol.WorkerConnection connection)
    {
    }

    public async Task RunAsync(WorkerSession session, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource();
        using var timer = environment.Time.CreateTimer(_ => limit.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = hurry.Task.ContinueWith(_ => Arm(timer), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        using var registration = stopping.Register(() =>
        {
            waiting.Writer.TryComplete();
            Hurry();
        });
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            while (waiting.Reader.TryRead(out var request))
                await DoAsync(request, session, limit.Token).ConfigureAwait(false);
    }

    /// <summary>An error that nobody thought of ends one request; those that wait are still done.</summary>
    private async Task DoAsync(Func<WorkerSession, CancellationToken, Task> request, WorkerSession session, CancellationToken cancellationToken)
    {
        try
        {
            await request(session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            environment.Log.Error($"This is an error in WorkerRunner itself; please report it: what the worker asked for was not done: {e}");
        }
    }

    private static void Arm(ITimer timer)
    {
        try
        {
            timer.Change(LastLimit, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // Nothing waits any more.
        }
    }
}
