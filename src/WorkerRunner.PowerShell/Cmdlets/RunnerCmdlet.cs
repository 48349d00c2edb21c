using System.Collections.Concurrent;
using System.Management.Automation;
using WorkerRunner.Configuration;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Output;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// What all cmdlets share: the domain's asynchronous stages run beside the pipeline's thread, which meanwhile passes on the log and is
/// stopped by Ctrl-C.
/// </summary>
public abstract class RunnerCmdlet : PSCmdlet, IDisposable
{
    // Whoever reads the log may be stuck; the end must not be.
    private protected static readonly TimeSpan LastLinesLimit = TimeSpan.FromSeconds(5);
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

    /// <summary>Ends the cmdlet with an error; it does not return.</summary>
    private protected virtual void Fail(ErrorRecord error) => ThrowTerminatingError(error);

    /// <summary>A new environment whose log goes to <paramref name="log"/>, with paths relative to the current location.</summary>
    private protected RunEnvironment CreateEnvironment(SessionLog log)
    {
        log.Least = Wanted();
        return new(
            new RunLog(TimeProvider.System, new StandardError(Console.OpenStandardError), log),
            baseDirectory: SessionState.Path.CurrentFileSystemLocation.ProviderPath)
        {
            KeptMessages = KeptMessages,
        };
    }

    /// <summary>A new environment for a run that has come this far: what is secret of it is masked from the first line.</summary>
    private protected RunEnvironment CreateEnvironment(SessionLog log, WorkerRun run)
    {
        var environment = CreateEnvironment(log);
        environment.Log.Secrets.Add(run);
        new Runner(environment).OpenLog(run.Config);
        return environment;
    }

    /// <summary>A path of PowerShell's as the file system takes it.</summary>
    private protected string FilePath(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        if (provider.Name != "FileSystem")
            Fail(new ErrorRecord(
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
            Fail(ErrorRecords.From(e, target));
            throw;
        }
        finally
        {
            environment.Log.Flush(LastLinesLimit);
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
        if (target is RunnerConfig config) new Runner(environment).OpenLog(config);
        return Await(log, target, async () =>
        {
            try
            {
                return await work(environment).ConfigureAwait(false);
            }
            finally
            {
                // Here, so that what fails about it is still passed on.
                environment.Log.Flush(LastLinesLimit);
            }
        });
    }

    /// <summary>Waits for work, passing on the log; errors become terminating ones.</summary>
    /// <param name="log">Where the work's log lines come from.</param>
    /// <param name="target">What the work is about, for errors.</param>
    /// <param name="work">The work; it ends early on <see cref="StopToken"/>.</param>
    private protected T Await<T>(SessionLog log, object? target, Func<Task<T>> work)
    {
        log.Least = Wanted();
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
            Fail(ErrorRecords.From(e, target));
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

    /// <summary>Passes lines on to the pipeline: each to the stream of its level.</summary>
    private void PassOn(IReadOnlyList<WorkerLogRecord> records)
    {
        // A stopped pipeline takes nothing more, but what stops the worker has still to be waited for.
        if (Stopping) return;
        foreach (var record in records) PassOn(record);
        while (posted.TryDequeue(out var action)) action();
    }

    private void PassOn(WorkerLogRecord record)
    {
        switch (record.Level)
        {
            case nameof(LogLevel.Debug) when OnDebug != ActionPreference.Inquire: WriteDebug(record.Message); break;
            case nameof(LogLevel.Verbose) when OnVerbose != ActionPreference.Inquire: WriteVerbose(record.Message); break;
            case nameof(LogLevel.Warning) or nameof(LogLevel.Error) when OnWarning != ActionPreference.Inquire: WriteWarning(record.Message); break;

            // What would ask somebody at each line is an information record too: nobody may be there.
            default: WriteInformation(record, [record.Source]); break;
        }
    }

    private LogLevel Wanted()
    {
        if (IsShown(OnDebug)) return LogLevel.Debug;
        return IsShown(OnVerbose) ? LogLevel.Verbose : LogLevel.Information;
    }

    // What PowerShell does with a line of each stream. -Debug means to ask at each: of debug lines in Windows PowerShell, of verbose ones and
    // warnings in all versions, unless their own parameter says otherwise.
    private ActionPreference OnDebug => Switch("Debug") switch
    {
        true => GetVariableValue("PSEdition") is "Core" ? ActionPreference.Continue : ActionPreference.Inquire,
        false => ActionPreference.SilentlyContinue,
        null => Variable("DebugPreference"),
    };

    private ActionPreference OnVerbose => Switch("Verbose") switch
    {
        true => ActionPreference.Continue,
        false => ActionPreference.SilentlyContinue,
        null => Switch("Debug") == true ? ActionPreference.Inquire : Variable("VerbosePreference"),
    };

    private ActionPreference OnWarning
    {
        get
        {
            if (MyInvocation.BoundParameters.TryGetValue("WarningAction", out var bound) && bound is ActionPreference asked) return asked;
            if (Switch("Debug") == true) return ActionPreference.Inquire;
            return Switch("Verbose") == true ? ActionPreference.Continue : Variable("WarningPreference");
        }
    }

    private static bool IsShown(ActionPreference preference) => preference is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private bool? Switch(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out var bound) && bound is SwitchParameter asked ? asked.IsPresent : null;

    private ActionPreference Variable(string name) =>
        LanguagePrimitives.TryConvertTo<ActionPreference>(GetVariableValue(name), out var preference) ? preference : ActionPreference.SilentlyContinue;
}
