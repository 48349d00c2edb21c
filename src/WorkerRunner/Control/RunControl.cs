using System.Diagnostics.CodeAnalysis;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Control;

/// <summary>
/// A run, as other processes of the machine can look into it and steer it from its first moment to its last. Whatever goes wrong about that, the
/// run goes on.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Its sources have nothing to free, and may be cancelled late.")]
internal sealed class RunControl(RunEnvironment environment)
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource hurry = new();
    private readonly TaskCompletionSource<WorkerExit> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object gate = new();
    private ControlServer? server;
    private volatile WorkerSession? session;
    private volatile RunnerConfig? config;
    private volatile WorkerRun? run;
    private volatile string? stoppedBy;

    /// <summary>All that the run needs from outside.</summary>
    public RunEnvironment Environment => environment;

    /// <summary>The runner configuration, once it is read.</summary>
    public RunnerConfig? Config => config;

    /// <summary>The run as it is now, once the worker is known.</summary>
    public WorkerRun? Run => session?.Run ?? run;

    /// <summary>The worker's session, once it is started.</summary>
    public WorkerSession? Session => session;

    /// <summary>How the run ends, or the error that ends it.</summary>
    public Task<WorkerExit> Outcome => outcome.Task;

    /// <summary>Does the whole of a run, which others can see and stop meanwhile.</summary>
    /// <param name="whole">The run; it ends early where its token is cancelled.</param>
    /// <param name="stopping">What else stops it.</param>
    /// <exception cref="RunStoppedException">Another process stopped it before the worker had started.</exception>
    public async Task<WorkerExit> OfAsync(Func<CancellationToken, Task<WorkerExit>> whole, CancellationToken stopping)
    {
        Open();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, stopping);
        try
        {
            var ending = whole(either.Token);
            // A thread takes long to start: that is for when the run waits for something anyway.
            if (!ending.IsCompleted) Start();
            var exit = await ending.ConfigureAwait(false);
            outcome.TrySetResult(exit);
            return exit;
        }
        catch (OperationCanceledException) when (stoppedBy is { } who && !stopping.IsCancellationRequested)
        {
            throw Ended(new RunStoppedException(who));
        }
        catch (Exception e)
        {
            Ended(e);
            throw;
        }
        finally
        {
            Close();
        }
    }

    /// <summary>A session that was started by itself can be seen and stopped as long as it lasts.</summary>
    public void OfSession(WorkerSession started)
    {
        Began(started.Run.Config);
        Began(started.Run);
        Began(started);
        if (!started.Run.Config.Control) return;
        Open();
        Start();
        started.Completion.ContinueWith(
            completion =>
            {
                outcome.TrySetResult(completion.Result);
                Close();
            },
            TaskScheduler.Default);
    }

    /// <summary>The configuration is read; it may not want that anybody looks.</summary>
    public void Began(RunnerConfig read)
    {
        config = read;
        if (!read.Control) Close();
    }

    /// <summary>The worker is known.</summary>
    public void Began(WorkerRun known) => run = known;

    /// <summary>The worker is started.</summary>
    public void Began(WorkerSession started) => session = started;

    /// <summary>Stops the worker, or a run whose worker has not started; does not wait for its end.</summary>
    /// <param name="limits">How long each step may take.</param>
    /// <param name="isUrgent">Whether the worker is killed at once.</param>
    /// <param name="who">Who asked, for the log.</param>
    public void Stop(StopLimits limits, bool isUrgent, string who)
    {
        environment.Log.Write(Messages.Asked(who, $"to stop {(session is null ? "this run" : "the worker")}{(isUrgent ? " at once" : "")}"));
        if (isUrgent) hurry.Cancel();
        if (session is { } running)
        {
            // How it ends is the run's.
            _ = running.StopAsync(limits, hurry.Token);
            return;
        }
        stoppedBy = who;
        stop.Cancel();
    }

    /// <summary>The worker's session.</summary>
    /// <exception cref="SessionRequestException">The worker has not started.</exception>
    public WorkerSession RequireSession() =>
        session ?? throw new SessionRequestException("The worker has not started.", $"The runner is still at the stage \"{RunStepNames.Of(environment.Timeline.Step)}\".");

    private T Ended<T>(T error)
        where T : Exception
    {
        outcome.TrySetException(error);
        // Somebody has to look at it; nobody may.
        _ = outcome.Task.Exception;
        return error;
    }

    private void Open()
    {
        if (environment.Machine.Endpoints is not { } endpoints) return;
        try
        {
            lock (gate) server = new ControlServer(endpoints, this);
        }
        catch (IOException e)
        {
            environment.Log.Write(Messages.NoControl(e.Message));
        }
    }

    private void Start()
    {
        lock (gate) server?.Start();
    }

    private void Close()
    {
        lock (gate)
        {
            server?.Close();
            server = null;
        }
    }
}
