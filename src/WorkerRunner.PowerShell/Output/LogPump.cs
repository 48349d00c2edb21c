using System.Collections.Concurrent;
using System.Management.Automation;
using WorkerRunner.Logging;

namespace WorkerRunner.PowerShell.Output;

/// <summary>
/// Lets work go on beside the pipeline's thread, which meanwhile passes on the log, shows what is waited for, and does what only it may do.
/// </summary>
/// <param name="cmdlet">Whose pipeline it is.</param>
/// <param name="streams">Where the log goes.</param>
/// <param name="showsProgress">Whether what is waited for is shown.</param>
/// <param name="stop">Ends the work early.</param>
internal sealed class LogPump(PSCmdlet cmdlet, LogStreams streams, bool showsProgress, Action stop)
{
    private readonly ConcurrentQueue<Action> posted = new();

    /// <summary>Waits for work; it comes to its end whatever becomes of the pipeline.</summary>
    /// <param name="log">Where the work's log lines come from.</param>
    /// <param name="waitsFor">See <see cref="WaitProgress"/>.</param>
    /// <param name="work">The work.</param>
    public T Run<T>(SessionLog log, Func<string, string> waitsFor, Func<Task<T>> work)
    {
        Attach(log);
        // Progress tells by verbose lines what is waited for; whether they are shown is for the stream to say.
        if (showsProgress && log.Least > LogLevel.Verbose) log.Least = LogLevel.Verbose;
        var progress = new WaitProgress(cmdlet, showsProgress, waitsFor);
        using var listening = log.Listen();
        var task = Task.Run(work);
        task.ContinueWith(_ => log.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (!task.IsCompleted)
            {
                var pieces = log.Take();
                PassOn(pieces);
                progress.Update(pieces);
            }
            PassOn(log.TakeNow());
            progress.Complete();
        }
        catch
        {
            // The pipeline takes no more: it was stopped, or a preference made a warning an error. What is under way has still to end.
            stop();
            while (!task.IsCompleted) log.Take();
            throw;
        }
        finally
        {
            log.Least = streams.Least;
        }
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Has something done on the pipeline's thread, from any other, while that waits in <see cref="Run"/>.</summary>
    public void Post(SessionLog log, Action action)
    {
        posted.Enqueue(action);
        log.Wake();
    }

    /// <summary>Tells a log what is wanted of it.</summary>
    public void Attach(SessionLog log)
    {
        log.Least = streams.Least;
        log.IgnoresInformation = streams.IgnoresInformation;
    }

    /// <summary>Passes lines on, and does what was posted.</summary>
    public void PassOn(IReadOnlyCollection<LogPiece> pieces)
    {
        streams.PassOn(pieces);
        while (!cmdlet.Stopping && posted.TryDequeue(out var action)) action();
    }
}
