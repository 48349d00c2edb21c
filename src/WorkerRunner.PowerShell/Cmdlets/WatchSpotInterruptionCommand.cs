using System.Management.Automation;
using WorkerRunner.Interruptions;
using WorkerRunner.PowerShell.Input;
using WorkerRunner.PowerShell.Interruptions;
using WorkerRunner.PowerShell.Output;
using WorkerRunner.Session;

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

    private readonly List<WorkerSession> sessions = [];

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
        using var environment = Stages.CreateEnvironment(log, MetadataUrl is null ? null : SpotWatch.Variables(MetadataUrl));
        var watch = new SpotWatch(
            environment, sessions, IncludeAdvisory, interruption => Stages.Post(log, () => WriteObject(interruption)),
            (error, session) => Stages.Post(log, () => Fail(ErrorRecords.From(error, session))));
        Stages.Await(log, environment, async () =>
        {
            var config = path is null ? null : new Runner(environment).ReadConfig(path);
            var source = await watch.SourceAsync(config, ProviderType, StopToken).ConfigureAwait(false);
            await watch.RunAsync(source, Once ? null : Limit, StopToken).ConfigureAwait(false);
            return true;
        }, newest => Once ? newest : $"Watching for interruptions{UpTo(Timeout)}");
    });

    private TimeSpan Limit => Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : System.Threading.Timeout.InfiniteTimeSpan;
}
