using System.Management.Automation;
using WorkerRunner.Logging;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Runs;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Stages;

/// <summary>
/// Runs the stages of a cmdlet: each in an environment whose log is the cmdlet's, on the pipeline's thread or beside it while that passes on the
/// log.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="displaysLog">Whether the log is displayed by default.</param>
/// <param name="showsProgress">Whether somebody may look at what is waited for.</param>
/// <param name="onInterrupt">How Ctrl-C is understood, for those who see what is waited for.</param>
/// <param name="stop">Ends what is under way early.</param>
internal sealed class StageHost(PSCmdlet cmdlet, bool displaysLog, bool showsProgress, string onInterrupt, Action stop)
{
    /// <summary>Whoever reads the log may be stuck; the end must not be.</summary>
    public static readonly TimeSpan LastLinesLimit = TimeSpan.FromSeconds(5);

    private const int KeptMessages = 1000;

    private readonly LogPump pump = new(cmdlet, new LogStreams(cmdlet, displaysLog), showsProgress, stop);

    /// <summary>A new environment whose log goes to <paramref name="log"/>, with paths relative to the current location.</summary>
    /// <param name="log">Where its log goes.</param>
    /// <param name="variable">Reads an environment variable; the process's by default.</param>
    public RunEnvironment CreateEnvironment(SessionLog log, Func<string, string?>? variable = null)
    {
        pump.Attach(log);
        return new(
            new RunLog(TimeProvider.System, new StandardError(Console.OpenStandardError), log),
            baseDirectory: cmdlet.SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            variable: variable)
        {
            KeptMessages = KeptMessages,
        };
    }

    /// <summary>A new environment for a run that has come this far: what is secret of it is masked from the first line.</summary>
    public RunEnvironment CreateEnvironment(SessionLog log, WorkerRun run)
    {
        var environment = CreateEnvironment(log);
        environment.Log.Secrets.Add(run);
        new Runner(environment).OpenLog(run.Config);
        return environment;
    }

    /// <summary>Does a short stage on the pipeline's own thread, which can therefore ask ShouldProcess.</summary>
    public T RunHere<T>(Func<Runner, T> stage)
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
            pump.PassOn(log.TakeNow());
        }
    }

    /// <summary>Does a stage in an environment that ends with it.</summary>
    public T Run<T>(object? target, Func<Runner, Task<T>> stage) => Run(target, (RunEnvironment environment) => stage(new Runner(environment)));

    /// <summary>Does something else than a stage in an environment that ends with it.</summary>
    public T Run<T>(object? target, Func<RunEnvironment, Task<T>> work, Func<SessionLog, string, string>? waitsFor = null)
    {
        var log = new SessionLog();
        using var environment = target is WorkerRun run ? CreateEnvironment(log, run) : CreateEnvironment(log);
        if (target is RunnerConfig config) new Runner(environment).OpenLog(config);
        return Await(log, environment, () => work(environment), waitsFor is null ? null : newest => waitsFor(log, newest));
    }

    /// <summary>Waits for work, passing on the log.</summary>
    /// <param name="log">Where the work's log lines come from.</param>
    /// <param name="environment">Where the work is done: its log gets the error that ends it.</param>
    /// <param name="work">The work; it ends early when the cmdlet is stopped.</param>
    /// <param name="waitsFor">What is waited for and how long at most; the runner's newest line tells it by default.</param>
    public T Await<T>(SessionLog log, RunEnvironment environment, Func<Task<T>> work, Func<string, string>? waitsFor = null)
    {
        waitsFor ??= newest => newest;
        return pump.Run(log, newest => $"{waitsFor(newest)}; {onInterrupt}", async () =>
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

    /// <summary>Has something done on the pipeline's thread, from any other, while that waits in <see cref="Await"/>.</summary>
    public void Post(SessionLog log, Action action) => pump.Post(log, action);
}
