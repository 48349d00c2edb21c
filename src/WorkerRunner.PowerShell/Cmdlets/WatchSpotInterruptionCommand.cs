using System.Management.Automation;
using WorkerRunner.Interruptions;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Session;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Watches for the announced end of this cloud instance.</para>
/// <para type="description">Finds out which cloud this is, and gives an object for each interruption as it is announced, once each. A running
/// worker of Start-WorkerRunner or Start-TaskclusterWorker is watched over anyway; with -Session a worker is told too. Ctrl-C ends the
/// watch.</para>
/// </summary>
[Cmdlet(VerbsCommon.Watch, "SpotInterruption")]
[OutputType(typeof(Interruption))]
public sealed class WatchSpotInterruptionCommand : RunnerCmdlet
{
    /// <summary>The cloud: <c>aws</c>, <c>azure</c> or <c>google</c>; found out where it is not given.</summary>
    [Parameter(Position = 0)]
    [ValidateSet("aws", "azure", "google", IgnoreCase = false)]
    public string? ProviderType { get; set; }

    /// <summary>How long to watch, in seconds; without end by default.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int? Timeout { get; set; }

    /// <summary>Looks once, and ends.</summary>
    [Parameter]
    public SwitchParameter Once { get; set; }

    /// <summary>Gives signals too that only inform: rebalance recommendations, scheduled maintenance, live migration.</summary>
    [Parameter]
    public SwitchParameter IncludeAdvisory { get; set; }

    /// <summary>A session whose worker is told to end at an interruption.</summary>
    [Parameter(ValueFromPipeline = true)]
    public WorkerSession? Session { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var log = new SessionLog();
        using var environment = CreateEnvironment(log);
        var detection = new CloudDetection(environment);
        var cloud = ProviderType ?? Await(log, null, () => detection.DetectAsync(StopToken));
        var watch = new InterruptionWatch(environment, detection.Source(cloud, InterruptionSettings.Default));
        if (Once) Await(log, cloud, () => watch.LookOnceAsync(StopToken)).Where(IsWanted).ToList().ForEach(Give);
        else Await(log, cloud, () => WatchAsync(watch, log));
    }

    private async Task<bool> WatchAsync(InterruptionWatch watch, SessionLog log)
    {
        using var limit = new CancellationTokenSource();
        if (Timeout is { } seconds) limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, StopToken);
        try
        {
            await watch.RunAsync(
                interruption =>
                {
                    if (IsWanted(interruption)) Post(log, () => Give(interruption));
                },
                either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!StopToken.IsCancellationRequested)
        {
            return true;
        }
    }

    private bool IsWanted(Interruption interruption) => interruption.IsForThisInstance && (IncludeAdvisory || !interruption.IsAdvisory);

    private void Give(Interruption interruption)
    {
        WriteObject(interruption);
        if (Session is null || interruption.IsAdvisory) return;
        Session.Environment.Log.Verbose($"Telling {Session.Worker} to end");
        _ = Session.RequestTerminationAsync(finishTasks: false, StopToken);
    }
}
