using WorkerRunner.Configuration;
using WorkerRunner.Control;
using WorkerRunner.Files;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Monitoring;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Stages;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;
using WorkerRunner.Workers;

namespace WorkerRunner;

/// <summary>
/// The stages of a run, and the whole of it. The cmdlets and start-worker call these and have no logic of their own.
/// </summary>
internal sealed class Runner(RunEnvironment environment)
{
    /// <summary>Opens the log as a configuration wants it, where that is not done yet.</summary>
    public void OpenLog(RunnerConfig config)
    {
        environment.Log.Secrets.AddAll(config.File.Values);
        environment.Log.Open(config.Logging, environment.Surroundings, environment.Time);
    }

    /// <summary>Reads a runner configuration, opens its log, and says there what is strange about it.</summary>
    /// <inheritdoc cref="RunnerConfigReader.Read(string, RunEnvironment, Func{string, bool})"/>
    public RunnerConfig ReadConfig(string path, Func<string, bool>? mayTighten = null)
    {
        environment.Log.Write(Messages.LoadingConfig(path));
        return During(RunStep.Configuration, () =>
        {
            var config = Read(path, mayTighten);
            OpenLog(config);
            environment.Log.Write(Messages.ConfigRead(config.ProviderType, config.Implementation));
            foreach (var warning in config.Warnings) environment.Log.Write(Messages.ConfigWarning(warning.ToString()));
            return config;
        });
    }

    /// <summary>
    /// The first stage: the run from the restart cache if there is one, else as the provider and worker-manager tell it, once this machine is
    /// known to be ready for it.
    /// </summary>
    /// <exception cref="WorkerRunnerException">It failed; the type says at what.</exception>
    public async Task<WorkerRun> RegisterAsync(RunnerConfig config, CancellationToken cancellationToken)
    {
        if (config.Readiness is { } readiness)
            await DuringAsync(RunStep.Readiness, () => new MachineReadiness(environment).WaitAsync(readiness, cancellationToken)).ConfigureAwait(false);
        var isCloud = ProviderCatalog.Create(config.ProviderType).IsDynamicallyProvisioned;
        var run = await DuringAsync(isCloud ? RunStep.Metadata : RunStep.Registration, async () =>
        {
            var cache = new RestartCache(environment);
            if (cache.Load(config) is { } cached)
            {
                await cache.RequireUnexpiredAsync(cached, cancellationToken).ConfigureAwait(false);
                return cached;
            }
            new LocalCheck(environment).Run(config);
            return await new ProviderRegistration(environment).RunAsync(config, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        environment.Timeline.Name(run.ToString());
        return run with { Timeline = environment.Timeline.Timeline };
    }

    /// <summary>The second stage: adds configuration and files from the secrets service.</summary>
    /// <exception cref="Taskcluster.TaskclusterException">The service does not give them.</exception>
    /// <exception cref="WorkerFileException">A secret is of the wrong shape.</exception>
    public async Task<WorkerRun> GetSecretsAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        environment.Timeline.GoOn(run.Timeline);
        if (run.Has(RunStages.Secrets))
        {
            SayDone(run, "secrets were fetched");
            return run;
        }
        run = await DuringAsync(RunStep.Secrets, () => new WorkerSecrets(environment).RunAsync(run, cancellationToken)).ConfigureAwait(false);
        return run with { Timeline = environment.Timeline.Timeline };
    }

    /// <summary>
    /// The third stage: writes the restart cache, then the files.
    /// </summary>
    /// <exception cref="StageMissingException">The run has no secrets yet, although its configuration asks for them.</exception>
    /// <exception cref="WorkerRunnerException">It failed; the type says at what.</exception>
    public WorkerRun ExpandFiles(WorkerRun run, CancellationToken cancellationToken)
    {
        environment.Timeline.GoOn(run.Timeline);
        RequireSecrets(run);
        if (run.Has(RunStages.Files))
        {
            SayDone(run, "files were written");
            return Cached(run);
        }
        run = During(RunStep.Files, () =>
        {
            if (run.Files.Count == 0) return Cached(run.With(RunStages.Files));

            run = Cached(run);
            environment.Log.Write(Messages.WritingFiles());
            new WorkerFileWriter(environment.Surroundings, environment.Log).WriteAll(run.Files, cancellationToken);
            return new RestartCache(environment).Save(run.With(RunStages.Files));
        });
        return run with { Timeline = environment.Timeline.Timeline };
    }

    /// <summary>The fourth stage: starts the worker. It then runs until it ends by itself or is stopped.</summary>
    /// <exception cref="StageMissingException">The run has no secrets yet, or files that are not written.</exception>
    /// <exception cref="WorkerStartException">It could not be started.</exception>
    /// <exception cref="RunnerConfigException">The <c>worker</c> section lacks something.</exception>
    public async Task<WorkerSession> StartAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        environment.Timeline.GoOn(run.Timeline);
        RequireFiles(run);
        cancellationToken.ThrowIfCancellationRequested();
        return await DuringAsync(RunStep.Starting, () => StartWorkerAsync(run, cancellationToken)).ConfigureAwait(false);
    }

    private async Task<WorkerSession> StartWorkerAsync(WorkerRun run, CancellationToken cancellationToken)
    {
        run = Cached(run);

        // Before the start: what is wrong with it must not show when the worker runs already.
        var interruptions = ProviderCatalog.Create(run.Config.ProviderType).CreateInterruptionSource(run.Config.Provider, run.Config.Interruptions, environment.Metadata);
        environment.Log.Write(Messages.ConfiguringWorker(run.Config.Implementation));
        environment.Log.Write(Messages.StartingWorker());
        var worker = await WorkerCatalog.Create(run.Config.Implementation).StartAsync(run, new WorkerHost(environment), cancellationToken).ConfigureAwait(false);
        return WorkerSession.Begin(run, worker, environment, interruptions);
    }

    /// <summary>All stages, then the worker's whole life.</summary>
    /// <param name="readConfig">Gives the runner configuration.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="stop">
    /// Cancelled, it ends the run: before the start at once, after it by the stop sequence. The instance is kept then: whoever stops a runner
    /// by hand, or reboots its machine, did not ask for its removal.
    /// </param>
    /// <param name="hurry">Cancelled after <paramref name="stop"/>, it kills the worker without further waiting, and ends a removal.</param>
    /// <returns>How the worker ended.</returns>
    /// <exception cref="OperationCanceledException">It was stopped before the worker had started.</exception>
    /// <exception cref="WorkerRunnerException">It failed; the type says at what.</exception>
    /// <exception cref="RunStoppedException">Another process stopped it before the worker had started.</exception>
    public Task<WorkerExit> RunAsync(Func<RunnerConfig> readConfig, RunOptions options, CancellationToken stop, CancellationToken hurry = default)
    {
        var control = new RunControl(environment);
        return control.OfAsync(token => WatchedAsync(readConfig, options, control, token, hurry), stop);
    }

    private async Task<WorkerExit> WatchedAsync(Func<RunnerConfig> readConfig, RunOptions options, RunControl control, CancellationToken stop, CancellationToken hurry)
    {
        using var monitors = new RunMonitors(environment, () => control.Run);
        return await RunAsync(readConfig, options, control, monitors, stop, hurry).ConfigureAwait(false);
    }

    /// <summary>Lets other processes look into a session that was started by itself, and steer it, until it ends.</summary>
    public void Show(WorkerSession session) => new RunControl(environment).OfSession(session);

    private async Task<WorkerExit> RunAsync(Func<RunnerConfig> readConfig, RunOptions options, RunControl control, RunMonitors monitors, CancellationToken stop, CancellationToken hurry)
    {
        using var session = await StartAllAsync(readConfig, options, control, monitors, stop).ConfigureAwait(false);
        control.Began(session);
        options.Started?.Invoke(session);
        var stopped = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stop.Register(() => stopped.TrySetResult(true)))
            await Task.WhenAny(session.Completion, stopped.Task).ConfigureAwait(false);
        if (!session.Completion.IsCompleted) await session.StopAsync(new StopLimits(), hurry).ConfigureAwait(false);

        monitors.Ended((await session.Completion.ConfigureAwait(false)).ExitCode);

        // Whoever stops it during the removal wants that to be short.
        using var hurried = stop.Register(session.Ending.Hurry);
        using var ended = hurry.Register(session.Ending.HurryMore);
        return await session.FinishAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Writes a step down; an error takes with it where the time went.</summary>
    private async Task<T> DuringAsync<T>(RunStep step, Func<Task<T>> work)
    {
        environment.Timeline.Enter(step);
        try
        {
            var result = await work().ConfigureAwait(false);
            // A worker that was started is in the next step already.
            if (step != RunStep.Starting) environment.Timeline.Leave(TimelineOutcome.Succeeded);
            return result;
        }
        catch (Exception e)
        {
            environment.Timeline.Fail(e);
            throw;
        }
    }

    private T During<T>(RunStep step, Func<T> work) => DuringAsync(step, () => Task.FromResult(work())).GetAwaiter().GetResult();

    private async Task<WorkerSession> StartAllAsync(Func<RunnerConfig> readConfig, RunOptions options, RunControl control, RunMonitors monitors, CancellationToken stop)
    {
        RunnerConfig? config = null;
        WorkerRun? run = null;
        try
        {
            config = readConfig();
            control.Began(config);
            monitors.Began(config);
            OpenLog(config);
            run = await RegisterAsync(config, stop).ConfigureAwait(false);
            control.Began(run);
            run = await GetSecretsAsync(run, stop).ConfigureAwait(false);
            run = ExpandFiles(run, stop);
            return await StartAsync(run with { KeepInstance = options.KeepInstance }, stop).ConfigureAwait(false);
        }
        catch (Exception e) when ((e is not OperationCanceledException || !stop.IsCancellationRequested) && !options.KeepInstance && (options.ShutdownOnFailure || config?.ShutdownOnFailure == true))
        {
            await new FailedStart(environment).ResolveAsync(run, e, stop).ConfigureAwait(false);
            throw;
        }
    }

    private RunnerConfig Read(string path, Func<string, bool>? mayTighten)
    {
        var problems = new ConfigProblems(collectsErrors: false);
        string? text = null;
        try
        {
            text = RunnerConfigReader.ReadText(path, environment, mayTighten ?? (_ => true), problems);
            return RunnerConfigReader.Parse(path, text, problems, environment.FullPath);
        }
        catch (RunnerConfigException)
        {
            // Of a file that must not be read nothing is used, not even what it says of the log.
            environment.Log.Open(text is null ? [] : RunnerConfigReader.ReadLogging(path, text, environment.FullPath), environment.Surroundings, environment.Time);
            throw;
        }
    }

    /// <summary>What <see cref="RegisterAsync"/> would do, in one line; nobody is asked.</summary>
    /// <exception cref="RunnerConfigException">The configuration lacks something that the provider needs.</exception>
    public string DescribeRegistration(RunnerConfig config)
    {
        if (config.CacheOverRestarts is { } cache && File.Exists(Shown(cache))) return $"the worker in the restart cache {Shown(cache)}";
        var identity = ProviderCatalog.Create(config.ProviderType).Read(config.Provider, environment.Metadata);
        return identity is null
            ? $"the worker that the metadata service of {config.ProviderType} names"
            : $"worker {identity.Identity} of {identity.Identity.WorkerPoolId} at {identity.RootUrl}";
    }

    /// <summary>What <see cref="ExpandFiles"/> would write: the full paths.</summary>
    public IReadOnlyList<string> DescribeFiles(WorkerRun run) =>
    [
        .. run.Config.CacheOverRestarts is { } cache && !run.Has(RunStages.Cached) ? [Shown(cache)] : Array.Empty<string>(),
        .. run.Has(RunStages.Files) ? [] : run.Files.Select(f => Shown(f.Path)),
    ];

    /// <summary>What <see cref="StartAsync"/> would start: the command as a person would type it, without secrets.</summary>
    /// <exception cref="WorkerStartException">It could not be started.</exception>
    /// <exception cref="RunnerConfigException">The <c>worker</c> section lacks something.</exception>
    public string DescribeStart(RunnerConfig config) => WorkerCatalog.Create(config.Implementation).Describe(config.Worker, new WorkerHost(environment));

    /// <summary>The full path; what is no path is shown as it is, and is an error when it is used.</summary>
    private string Shown(string path)
    {
        try
        {
            return environment.FullPath(path);
        }
        catch (Exception e) when (FileErrors.Include(e))
        {
            return path;
        }
    }

    private static void RequireSecrets(WorkerRun run)
    {
        if (run.Config.GetSecrets && !run.Has(RunStages.Secrets))
            throw new StageMissingException(RunStages.Secrets, $"The run of {run.Identity} has no secrets yet, although its configuration asks for them (getSecrets).");
    }

    private static void RequireFiles(WorkerRun run)
    {
        RequireSecrets(run);
        if (run.Files.Count > 0 && !run.Has(RunStages.Files))
            throw new StageMissingException(RunStages.Files, $"The run of {run.Identity} has {run.Files.Count} files that are not written yet.");
    }

    /// <summary>A stage that is asked for twice is done once, and says so; what came from the restart cache was never asked for.</summary>
    private void SayDone(WorkerRun run, string what)
    {
        if (!run.Has(RunStages.FromCache)) environment.Log.Write(Messages.StageAlreadyDone(what));
    }

    private WorkerRun Cached(WorkerRun run) => run.Has(RunStages.Cached) ? run : new RestartCache(environment).Save(run);
}
