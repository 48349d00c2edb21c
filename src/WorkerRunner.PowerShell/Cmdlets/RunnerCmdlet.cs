using System.Management.Automation;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// What all cmdlets share: the domain's asynchronous stages run beside the pipeline's thread, which meanwhile passes on the log and is
/// stopped by Ctrl-C.
/// </summary>
public abstract class RunnerCmdlet : PSCmdlet, IDisposable
{
    /// <summary>What <c>Get-Help -Online</c> opens: the manifest's ProjectUri.</summary>
    internal const string OnlineHelp = "https://docs.taskcluster.net/docs/reference/workers/worker-runner";

    // Whoever reads the log may be stuck; the end must not be.
    private protected static readonly TimeSpan LastLinesLimit = TimeSpan.FromSeconds(5);
    private const int KeptMessages = 1000;

    private readonly CancellationTokenSource stopping = new();
    private LogPump? pump;

    /// <summary>Cancelled by Ctrl-C, and by whatever else stops the pipeline.</summary>
    private protected CancellationToken StopToken => stopping.Token;

    /// <summary>Frees what the cmdlet holds; PowerShell calls it.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops what is under way. PowerShell calls it on another thread than the pipeline's.</summary>
    protected override void StopProcessing() => StopWork();

    /// <summary>Ends what is under way early.</summary>
    private protected void StopWork() => stopping.Cancel();

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) stopping.Dispose();
    }

    /// <summary>Whether the log is displayed by default, as what Write-Host writes: for whoever stays as long as a worker runs.</summary>
    private protected virtual bool DisplaysLog => false;

    /// <summary>Whether somebody may look at what is waited for.</summary>
    private protected virtual bool ShowsProgress => WaitProgress.IsWatched;

    /// <summary>How Ctrl-C is understood, for those who see what is waited for.</summary>
    private protected virtual string OnInterrupt => "Ctrl-C ends it";

    /// <summary>Does the work for one of the inputs. What fails about it is an error of that input; the others go on.</summary>
    private protected void Attempt(object? target, Action work)
    {
        try
        {
            work();
        }
        catch (WorkerRunnerException e)
        {
            Report(ErrorRecords.From(e, target));
        }
        catch (SessionStateException e)
        {
            // A drive or provider that is not there.
            Report(new ErrorRecord(e.ErrorRecord, e));
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Gives an error of one of the inputs.</summary>
    private protected virtual void Fail(ErrorRecord error) => WriteError(error);

    /// <summary>A new environment whose log goes to <paramref name="log"/>, with paths relative to the current location.</summary>
    /// <param name="log">Where its log goes.</param>
    /// <param name="variable">Reads an environment variable; the process's by default.</param>
    private protected RunEnvironment CreateEnvironment(SessionLog log, Func<string, string?>? variable = null)
    {
        Pump.Attach(log);
        return new(
            new RunLog(TimeProvider.System, new StandardError(Console.OpenStandardError), log),
            baseDirectory: SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            variable: variable)
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
    /// <exception cref="NoFileException">It is another provider's.</exception>
    /// <exception cref="SessionStateException">There is no such drive.</exception>
    private protected string FilePath(string path)
    {
        var resolved = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return NoFileException.Check(path, provider, resolved);
    }

    /// <summary>Does a short stage on the pipeline's own thread, which can therefore ask ShouldProcess.</summary>
    private protected T RunHere<T>(Func<Runner, T> stage)
    {
        var log = new SessionLog();
        using var environment = CreateEnvironment(log);
        try
        {
            return stage(new Runner(environment));
        }
        catch (WorkerRunnerException e)
        {
            environment.Log.EndsWith(e);
            throw;
        }
        finally
        {
            environment.Log.Flush(LastLinesLimit);
            Pump.PassOn(log.TakeNow());
        }
    }

    /// <summary>Does a stage in an environment that ends with it.</summary>
    private protected T RunStage<T>(object? target, Func<Runner, Task<T>> stage) =>
        RunStage(target, (RunEnvironment environment) => stage(new Runner(environment)));

    /// <summary>Does something else than a stage in an environment that ends with it.</summary>
    private protected T RunStage<T>(object? target, Func<RunEnvironment, Task<T>> work, Func<SessionLog, string, string>? waitsFor = null)
    {
        var log = new SessionLog();
        using var environment = target is WorkerRun run ? CreateEnvironment(log, run) : CreateEnvironment(log);
        if (target is RunnerConfig config) new Runner(environment).OpenLog(config);
        return Await(log, environment, () => work(environment), waitsFor is null ? null : newest => waitsFor(log, newest));
    }

    /// <summary>Waits for work, passing on the log.</summary>
    /// <param name="log">Where the work's log lines come from.</param>
    /// <param name="environment">Where the work is done: its log gets the error that ends it.</param>
    /// <param name="work">The work; it ends early on <see cref="StopToken"/>.</param>
    /// <param name="waitsFor">What is waited for and how long at most; the runner's newest line tells it by default.</param>
    private protected T Await<T>(SessionLog log, RunEnvironment environment, Func<Task<T>> work, Func<string, string>? waitsFor = null)
    {
        waitsFor ??= newest => newest;
        return Pump.Run(log, newest => $"{waitsFor(newest)}; {OnInterrupt}", async () =>
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (WorkerRunnerException e)
            {
                environment.Log.EndsWith(e);
                throw;
            }
            finally
            {
                // Here, so that what fails about it is still passed on.
                environment.Log.Flush(LastLinesLimit);
            }
        });
    }

    /// <summary>How long a wait is at most, as progress tells it; nothing where it has no end.</summary>
    private protected static string UpTo(int? seconds) => seconds is { } limit ? $" for up to {DurationText.Of(TimeSpan.FromSeconds(limit))}" : "";

    /// <summary>Has something done on the pipeline's thread, from any other, while that waits in <see cref="Await"/>.</summary>
    private protected void Post(SessionLog log, Action action) => Pump.Post(log, action);

    /// <summary>Displays good news, as Write-Host does, in the colour of accents.</summary>
    private protected void Display(string line)
    {
        var said = new WorkerLogRecord(DateTimeOffset.Now, LogSource.Runner, LogLevel.Information, line, body: null)
        {
            Display = new LogColors(this).Apply(LogSource.Runner, LogLevel.Information, line),
        };
        WriteInformation(said, ["PSHOST"]);
    }

    /// <summary>Whether the cmdlet only says what it would do.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given)
        ? ((SwitchParameter)given).IsPresent
        : LanguagePrimitives.IsTrue(SessionState.PSVariable.GetValue("WhatIfPreference"));

    // Made late: what was bound is known only once the pipeline runs.
    private LogPump Pump => pump ??= new LogPump(this, new LogStreams(this, DisplaysLog), ShowsProgress, stopping.Cancel);

    private void Report(ErrorRecord error)
    {
        // A stopped pipeline takes no error any more, but somebody may be looking.
        if (Stopping) Host.UI.WriteErrorLine(error.ToString());
        Fail(error);
    }
}
