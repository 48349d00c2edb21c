using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using WorkerRunner.Logging;
using WorkerRunner.Runs;

namespace WorkerRunner.Session;

/// <summary>
/// What the worker asks for, done one after another in the order in which it asked, so that an error that it reports before it asks for the
/// end of its instance arrives before that.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its sources have nothing to free, and may be cancelled late.")]
internal sealed class WorkerRequests(RunEnvironment environment)
{
    /// <summary>
    /// For all reports that wait when the worker has ended, or has asked for the end of its instance: an ill worker-manager must not hold that
    /// up for long.
    /// </summary>
    public static readonly TimeSpan LastLimit = TimeSpan.FromSeconds(30);

    private readonly Channel<Func<WorkerSession, CancellationToken, Task>> waiting = Channel.CreateUnbounded<Func<WorkerSession, CancellationToken, Task>>();

    private readonly CancellationTokenSource limit = new();
    private readonly object gate = new();
    private ITimer? timer;

    /// <summary>Takes a request; it is given a token that is cancelled when there is no more time for reports.</summary>
    public void Add(Func<WorkerSession, CancellationToken, Task> request) => waiting.Writer.TryWrite(request);

    /// <summary>From now on the reports that wait have <see cref="LastLimit"/>.</summary>
    public void Hurry()
    {
        lock (gate) timer ??= environment.Time.CreateTimer(_ => limit.Cancel(), null, LastLimit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The worker asks for nothing more.</summary>
    public void NoMore()
    {
        waiting.Writer.TryComplete();
        Hurry();
    }

    /// <summary>Does what is asked for, until there is no more.</summary>
    public async Task RunAsync(WorkerSession session)
    {
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            while (waiting.Reader.TryRead(out var request))
                await DoAsync(request, session).ConfigureAwait(false);
        lock (gate) timer?.Dispose();
    }

    /// <summary>An error that nobody thought of ends one request; those that wait are still done.</summary>
    private async Task DoAsync(Func<WorkerSession, CancellationToken, Task> request, WorkerSession session)
    {
        try
        {
            await request(session, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            environment.Log.Write(Messages.RequestBug(e));
        }
    }
}
