using System.Management.Automation;
using WorkerRunner.Interruptions;
using WorkerRunner.Logging;
using WorkerRunner.Metadata;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.PowerShell.Cmdlets;

/// <summary>
/// <para type="synopsis">Watches for the announced end of this cloud instance.</para>
/// <para type="description">Finds out which cloud this is, and gives an object for each interruption as it is announced, once each. A running
/// worker of Start-WorkerRunner or Start-TaskclusterWorker is watched over anyway; the workers of -Session are told too, all at once. Ctrl-C
/// ends the watch.</para>
/// </summary>
[Cmdlet(VerbsCommon.Watch, "SpotInterruption", DefaultParameterSetName = CloudSet, HelpUri = OnlineHelp)]
[OutputType(typeof(Interruption))]
public sealed class WatchSpotInterruptionCommand : RunnerCmdlet
{
    private const string CloudSet = "Cloud";
    private const string ConfigSet = "Config";
    private static readonly TimeSpan HelloLimit = TimeSpan.FromSeconds(30);

    private readonly List<WorkerSession> sessions = [];
    private readonly List<Task> tellings = [];

    /// <summary>The cloud: <c>aws</c>, <c>azure</c> or <c>google</c>; found out where it is not given.</summary>
    [Parameter(Position = 0, ParameterSetName = CloudSet)]
    [ValidateSet("aws", "azure", "google")]
    public string? ProviderType { get; set; }

    /// <summary>The address of the cloud's metadata service, where it is not the usual one: <c>http://127.0.0.1:1338</c>.</summary>
    [Parameter(ParameterSetName = CloudSet)]
    public Uri? MetadataUrl { get; set; }

    /// <summary>
    /// The file with a runner configuration: its provider, <c>provider.metadataURL</c> and <c>interruptions</c> count. Where its provider is no
    /// cloud, the cloud is found out.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ConfigSet)]
    [ValidateNotNullOrEmpty]
    public string Config { get; set; } = "";

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

    /// <summary>Sessions whose workers are told to end at an interruption.</summary>
    [Parameter(ValueFromPipeline = true)]
    [StageInput(typeof(WorkerSession))]
    public WorkerSession? Session { get; set; }

    private protected override string OnInterrupt => "Ctrl-C ends the watch";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Session is not null) sessions.Add(Session);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(ProviderType ?? (object?)Config, () =>
    {
        var path = ParameterSetName == ConfigSet ? FilePath(Config) : null;
        var log = new SessionLog();
        using var environment = CreateEnvironment(log, MetadataUrl is null ? null : Variable);
        Await(log, environment, async () =>
        {
            var watch = new InterruptionWatch(environment.Log, environment.Time, await SourceAsync(environment, path).ConfigureAwait(false));
            if (Once) foreach (var interruption in await watch.LookOnceAsync(StopToken).ConfigureAwait(false)) Take(interruption, log);
            else await WatchAsync(watch, log).ConfigureAwait(false);
            await Task.WhenAll(tellings).ConfigureAwait(false);
            return true;
        }, newest => Once ? newest : $"Watching for interruptions{UpTo(Timeout)}");
    });

    private async Task<IInterruptionSource> SourceAsync(RunEnvironment environment, string? path)
    {
        var config = path is null ? null : new Runner(environment).ReadConfig(path);
        if (config is not null && ProviderCatalog.Create(config.ProviderType).CreateInterruptionSource(config.Provider, config.Interruptions, environment.Metadata) is { } configured) return configured;
        var detection = new CloudDetection(environment.Metadata);
        var cloud = ProviderType?.ToLowerInvariant() ?? await detection.DetectAsync(StopToken).ConfigureAwait(false);
        return detection.Source(cloud, config?.Interruptions ?? InterruptionSettings.Default);
    }

    /// <summary>Whichever cloud it is: its library's variable names the service.</summary>
    private string? Variable(string name) => name switch
    {
        AwsMetadata.AddressVariable or AzureMetadata.AddressVariable => MetadataUrl!.OriginalString,
        GoogleMetadata.AddressVariable => MetadataUrl!.Authority,
        _ => Environment.GetEnvironmentVariable(name),
    };

    private async Task WatchAsync(InterruptionWatch watch, SessionLog log)
    {
        using var limit = new CancellationTokenSource();
        if (Timeout is { } seconds) limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, StopToken);
        try
        {
            await watch.RunAsync(interruption => Take(interruption, log), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!StopToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private void Take(Interruption interruption, SessionLog log)
    {
        if (!interruption.IsForThisInstance || (interruption.IsAdvisory && !IncludeAdvisory)) return;
        Post(log, () => WriteObject(interruption));
        if (interruption.IsAdvisory) return;
        lock (tellings) tellings.AddRange(sessions.Select(s => TellAsync(s, log)));
    }

    private async Task TellAsync(WorkerSession session, SessionLog log)
    {
        session.Environment.Log.Write(Messages.TellingToEnd(session.Worker));
        try
        {
            await session.Requests.TerminateAsync(finishTasks: false, HelloLimit, StopToken).ConfigureAwait(false);
        }
        catch (WorkerRunnerException e)
        {
            Post(log, () => Fail(ErrorRecords.From(e, session)));
        }
    }
}
