using WorkerRunner.Files;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Runs;

/// <summary>
/// All that is known of a run so far. Every stage takes one and gives a fuller one; none changes the one it took.
/// </summary>
public sealed record WorkerRun
{
    /// <summary>The runner configuration that the run began with.</summary>
    public required RunnerConfig Config { get; init; }

    /// <summary>The Taskcluster deployment.</summary>
    public required RootUrl RootUrl { get; init; }

    /// <summary>Which worker this is.</summary>
    public required WorkerIdentity Identity { get; init; }

    /// <summary>The worker's credentials.</summary>
    public required Credentials Credentials { get; init; }

    /// <summary>When the credentials stop working; null where they do not.</summary>
    public DateTimeOffset? CredentialsExpire { get; init; }

    /// <summary>What the next reregistration needs; null where there is none.</summary>
    public Secret? RegistrationSecret { get; init; }

    /// <summary>What the provider says of this host, for people: instance type, addresses and the like.</summary>
    public ConfigObject ProviderMetadata { get; init; } = ConfigObject.Empty;

    /// <summary>Where the worker is: what tasks see as TASKCLUSTER_WORKER_LOCATION. It always has <c>cloud</c>.</summary>
    public required ConfigObject WorkerLocation { get; init; }

    /// <summary>
    /// The worker's configuration as merged so far. What comes from the run itself, credentials and identity above all, is not in it: the
    /// worker's file has it over this.
    /// </summary>
    public ConfigObject WorkerConfig { get; init; } = ConfigObject.Empty;

    /// <summary>The files to write before the worker starts.</summary>
    public IReadOnlyList<WorkerFile> Files { get; init; } = [];

    /// <summary>Whether the instance is left alone when the worker has ended or asks for its end, for trying things by hand.</summary>
    public bool KeepInstance { get; init; }

    /// <summary>Which stages the run has behind it.</summary>
    public RunStages Stages { get; init; }

    /// <summary>Where the time of the run went so far.</summary>
    public Timeline Timeline { get; init; } = Timeline.Empty;

    /// <summary>Whether the run has all of <paramref name="stages"/> behind it.</summary>
    public bool Has(RunStages stages) => (Stages & stages) == stages;

    /// <summary>The run with another worker configuration. A restart cache that holds the present one is written again.</summary>
    public WorkerRun WithWorkerConfig(ConfigObject workerConfig) => this with { WorkerConfig = workerConfig, Stages = Stages & ~RunStages.Cached };

    internal WorkerRun With(RunStages stages) => Has(stages) ? this : this with { Stages = Stages | stages };

    /// <summary><c>group/id of pool at root URL</c>.</summary>
    public override string ToString() => $"{Identity} of {Identity.WorkerPoolId} at {RootUrl}";
}

/// <summary>The stages of a run.</summary>
[Flags]
public enum RunStages
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The provider told who we are, and worker-manager knows us where it has to.</summary>
    Registered = 1,

    /// <summary>The run was read from the restart cache.</summary>
    FromCache = 2,

    /// <summary>The secrets service was asked, or did not have to be.</summary>
    Secrets = 4,

    /// <summary>The restart cache is written, where one is asked for.</summary>
    Cached = 8,

    /// <summary>The files are written.</summary>
    Files = 16,
}
