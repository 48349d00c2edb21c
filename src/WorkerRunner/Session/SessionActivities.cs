using System.Diagnostics.CodeAnalysis;
using WorkerRunner.Logging;
using WorkerRunner.Runs;

namespace WorkerRunner.Session;

/// <summary>The activities of a session at work, until the session ends.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its sources have nothing to free, and may be cancelled late.")]
internal sealed class SessionActivities
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly WorkerSession session;
    private readonly RunEnvironment environment;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task work;

    public SessionActivities(WorkerSession session, IEnumerable<ISessionActivity> activities)
    {
        this.session = session;
        environment = session.Environment;
        work = Task.WhenAll(activities.Select(RunAsync).ToList());
    }

    /// <summary>Tells them that the session is over; completes when they are done.</summary>
    public Task EndAsync()
    {
        stopping.Cancel();
        return work;
    }

    private async Task RunAsync(ISessionActivity activity)
    {
        try
        {
            while (!await TryRunAsync(activity).ConfigureAwait(false)) await environment.Time.Delay(Pause, stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The session is over, which is how an activity ends.
        }
    }

    /// <returns>False where an error ended it that nobody thought of: it is begun again.</returns>
    private async Task<bool> TryRunAsync(ISessionActivity activity)
    {
        try
        {
            await Task.Run(() => activity.RunAsync(session, stopping.Token)).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            environment.Log.Write(Messages.ActivityBug(activity.GetType().Name, e));
            return false;
        }
    }
}
