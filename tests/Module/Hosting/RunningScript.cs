namespace WorkerRunner.ModuleTests.Hosting;

/// <summary>A script under way.</summary>
internal sealed class RunningScript
{
    private readonly System.Management.Automation.PowerShell shell;
    private readonly PSDataCollection<PSObject> output = [];
    private readonly TaskCompletionSource<LogLine> awaited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<LogLine, bool>? wanted;

    public RunningScript(System.Management.Automation.PowerShell shell, Func<LogLine, bool>? wanted = null)
    {
        this.shell = shell;
        this.wanted = wanted;
        shell.Streams.Information.DataAdding += OnSaid;
        Completion = RunAsync();
    }

    /// <summary>What it gave, once it has ended.</summary>
    public Task<Outcome> Completion { get; }

    /// <summary>The first log line that is wanted, as soon as the script passes it on.</summary>
    public Task<LogLine> Said => awaited.Task;

    /// <summary>Ctrl-C: completes when the script has ended.</summary>
    public async Task<Outcome> StopAsync()
    {
        await Task.Run(shell.Stop).Soon();
        return await Completion.Soon();
    }

    private void OnSaid(object? sender, DataAddingEventArgs e)
    {
        var line = LogLine.Of((InformationRecord)e.ItemAdded);
        if (wanted?.Invoke(line) != true) return;
        wanted = null;
        awaited.TrySetResult(line);
    }

    private async Task<Outcome> RunAsync()
    {
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, output);
            return Outcome(null, wasStopped: false);
        }
        catch (PipelineStoppedException)
        {
            return Outcome(null, wasStopped: true);
        }
        catch (RuntimeException e)
        {
            return Outcome(e.ErrorRecord, wasStopped: false);
        }
    }

    private Outcome Outcome(ErrorRecord? failure, bool wasStopped) => new()
    {
        Output = [.. output],
        Errors = [.. shell.Streams.Error],
        Warnings = [.. shell.Streams.Warning.Select(w => w.Message)],
        Information = [.. shell.Streams.Information],
        Verbose = [.. shell.Streams.Verbose.Select(v => v.Message)],
        Debug = [.. shell.Streams.Debug.Select(d => d.Message)],
        Progress = [.. shell.Streams.Progress.Where(p => p.Activity != "")],
        Failure = failure,
        WasStopped = wasStopped,
    };
}
