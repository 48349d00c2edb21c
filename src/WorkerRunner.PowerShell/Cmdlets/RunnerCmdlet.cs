using System.Collections.Concurrent;
using System.Management.Automation;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Output;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// What all cmdlets share: the domain's asynchronous stages run beside the pipeline's thread, which meanwhile passes on the log and is
/// stopped by Ctrl-C.
/// </summary>
public abstract class RunnerCmdlet : PSCmdlet, IDisposable
{
    private const int KeptMessages = 1000;

    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<Action> posted = new();

    /// <summary>Cancelled by Ctrl-C, and by whatever else stops the pipeline.</summary>
    private protected CancellationToken StopToken => stopping.Token;

    /// <summary>Frees what the cmdlet holds; PowerShell calls it.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what is under way. PowerShell calls it on another thread than the pipeline's.</summary>
    protected override void StopProcessing() => stopping.Cancel();

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) stopping.Dispose();
    }

    /// <summary>A new environment whose log goes to <paramref name="log"/>, with paths relative to the current location.</summary>
    private protected RunEnvironment CreateEnvironment(SessionLog log) => new(
        new RunLog(TimeProvider.System, log),
        baseDirectory: SessionState.Path.CurrentFileSystemLocation.ProviderPath)
    {
        KeptMessages = KeptMessages,
    };

    /// <summary>A new environment for a run that has come this far: what is secret of it is masked from the first line.</summary>
    private protected RunEnvironment CreateEnvironment(SessionLog log, WorkerRun run)
    {
        var environment = CreateEnvironment(log);
        environment.Log.Secrets.Add(run);
        return environment;
    }

    /// <summary>A path of PowerShell's as the file system takes it.</summary>
    private protected string FilePath(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem")
            ThrowTerminatingError(new ErrorRecord(
                new ArgumentException($"{path} is no file: it belongs to PowerShell's provider {provider.Name}."), "PathNotFileSystem", ErrorCategory.InvalidArgument, path));
        return resolved;
    }

    /// <summary>Does a short stage on the pipeline's own thread, which can therefore ask ShouldProcess.</summary>
    private protected T RunHere<T>(object? target, Func<Runner, T> stage)
    {
        var log = new SessionLog();
        using var environment = CreateEnvironment(log);
        try
        {
            return stage(new Runner(environment));
        }
        catch (WorkerRunnerException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target));
            throw;
        }
        finally
        {
            PassOn(log.TakeNow());
        }
    }

    /// <summary>Does a stage in an environment that ends with it.</summary>
    private protected T RunStage<T>(object? target, Func<Runner, Task<T>> stage) =>
        RunStage(target, (RunEnvironment environment) => stage(new Runner(environment)));

    /// <summary>Does something else than a stage in an environment that ends with it.</summary>
    private protected T RunStage<T>(object? target, Func<RunEnvironment, Task<T>> work)
    {
        var log = new SessionLog();
        using var environment = target is WorkerRun run ? CreateEnvironment(log, run) : CreateEnvironment(log);
        return Await(log, target, () => work(environment));
    }

    /// <summary>Waits for work, passing on the log; errors become terminating ones.</summary>
    /// <param name="log">Where the work's log lines come from.</param>
    /// <param name="target">What the work is about, for errors.</param>
    /// <param name="work">The work; it ends early on <see cref="StopToken"/>.</param>
    private protected T Await<T>(SessionLog log, object? target, Func<Task<T>> work)
    {
        var progress = new WaitProgress(this);
        using var listening = log.Listen();
        var task = Task.Run(work);
        task.ContinueWith(_ => log.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            while (!task.IsCompleted)
            {
                var records = log.Take();
                PassOn(records);
                progress.Update(records);
            }
            PassOn(log.TakeNow());
            progress.Complete();
        }
        catch
        {
            // The pipeline takes no more: it was stopped, or a preference made a warning an error. What is under way has still to end.
            stopping.Cancel();
            while (!task.IsCompleted) log.Take();
            throw;
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (WorkerRunnerException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, target));
            throw;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Has something done on the pipeline's thread, from any other, while that waits in <see cref="Await"/>.</summary>
    private protected void Post(SessionLog log, Action action)
    {
        posted.Enqueue(action);
        log.Wake();
    }

    /// <summary>Whether the cmdlet only says what it would do.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? ((SwitchParameter)given).IsPresent
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Passes lines on to the pipeline: what is to be looked at as warnings, the rest as information records.</summary>
    private void PassOn(IReadOnlyList<WorkerLogRecord> records)
    {
        // A stopped pipeline takes nothing more, but what stops the worker has still to be waited for.
        if (Stopping) return;
        foreach (var record in records)
        {
            if (record.Level == nameof(LogLevel.Information)) WriteInformation(record, [record.Source]);
            else WriteWarning(record.Message);
        }
        while (posted.TryDequeue(out var action)) action();
    }
}
