using WorkerRunner.Files;

namespace WorkerRunner.Logging;

/// <summary>
/// The bad times of a log destination, a full disk say: they are reported once, what comes meanwhile is let go, and from time to time it is
/// tried again.
/// </summary>
/// <param name="name">What reports call it.</param>
/// <param name="time">The clock.</param>
/// <param name="report">Told of the beginning and the end of a bad time.</param>
internal sealed class Outage(string name, TimeProvider time, Action<LogLevel, string> report)
{
    /// <summary>How long nothing is tried after a failure.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private DateTimeOffset? since;
    private DateTimeOffset nextTry;

    /// <summary>Does the work of writing something; what is wrong with the file or the system is an outage, and ends with the next success.</summary>
    /// <param name="write">The work.</param>
    /// <param name="giveUp">Done after a failure, before anybody is told.</param>
    public void Try(Action write, Action giveUp)
    {
        if (since is not null && time.GetUtcNow() < nextTry) return;
        try
        {
            write();
            End();
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            giveUp();
            Begin(e);
        }
    }

    private void Begin(Exception failure)
    {
        nextTry = time.GetUtcNow() + Pause;
        if (since is not null) return;
        since = time.GetUtcNow();
        report(LogLevel.Error, $"The log {name} cannot be written: {failure.Message} It is tried again every {Pause.TotalSeconds} s; the worker goes on.");
    }

    private void End()
    {
        if (since is not { } begun) return;
        since = null;
        report(LogLevel.Warning, $"The log {name} can be written again; what was said since {begun:u} is missing there.");
    }
}
