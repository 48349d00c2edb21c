using WorkerRunner.PowerShell.Output;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Stages;

/// <summary>A run from its configuration to the worker's end, which Ctrl-C, a second one and the end of the process can stop.</summary>
internal sealed class WholeRun : IDisposable
{
    // The whole stop sequence; a service manager has a limit of its own besides.
    private static readonly TimeSpan ProcessEndLimit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource hurry = new();
    private FurtherInterrupt? furtherInterrupt;
    private volatile WorkerSession? session;

    /// <summary>Does it all.</summary>
    /// <param name="environment">Where.</param>
    /// <param name="readConfig">Gives the runner configuration.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="stop">Stops it at the end of the process.</param>
    /// <param name="stopping">Cancelled where it is to be stopped.</param>
    public async Task<WorkerExit> RunAsync(RunEnvironment environment, Func<Runner, RunnerConfig> readConfig, RunOptions options, Action stop, CancellationToken stopping)
    {
        session = null;
        var runner = new Runner(environment);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var processEnd = new ProcessEnd(() =>
        {
            stop();
            ended.Task.Wait(ProcessEndLimit);
        });
        try
        {
            return await runner.RunAsync(() => readConfig(runner), options with { Started = started => session = started }, stopping, hurry.Token).ConfigureAwait(false);
        }
        finally
        {
            ended.SetResult(true);
        }
    }

    /// <summary>What somebody who waits gets to see: the worker, or until it runs the runner's newest line.</summary>
    public string Describe(SessionLog log, string newest) => session is { } running ? RunningWorker.Describe(running, log) : newest;

    /// <summary>From now on a further Ctrl-C kills the worker.</summary>
    public void ListenForMore() => furtherInterrupt = new FurtherInterrupt(hurry.Cancel);

    /// <summary>Kills the worker that is being stopped.</summary>
    public void Hurry() => hurry.Cancel();

    public void Dispose()
    {
        furtherInterrupt?.Dispose();
        hurry.Dispose();
    }
}
