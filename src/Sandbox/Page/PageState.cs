using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Page;

/// <summary>How everything in the sandbox is.</summary>
/// <param name="RootUrl">The deployment's root URL.</param>
/// <param name="SkewSeconds">How far the deployment's clock is ahead.</param>
/// <param name="Workers">The workers that worker-manager knows.</param>
/// <param name="Runners">What the runners of this machine that belong to this deployment say about themselves (docs/control.md).</param>
/// <param name="Clouds">The clouds that have an instance of a worker pool.</param>
/// <param name="Faults">What goes wrong on purpose.</param>
/// <param name="Tasks">The newest tasks, the newest first.</param>
internal sealed record PageState(
    string RootUrl,
    double SkewSeconds,
    IReadOnlyList<PageWorker> Workers,
    IReadOnlyList<JsonObject> Runners,
    IReadOnlyList<PageCloud> Clouds,
    IReadOnlyList<PageFault> Faults,
    IReadOnlyList<PageTask> Tasks);

/// <summary>A worker.</summary>
/// <param name="Name">Pool, group and ID.</param>
/// <param name="Provider">The provider that is responsible for it.</param>
/// <param name="State">waiting, registered or removed.</param>
/// <param name="CredentialsExpire">When its newest credentials expire; null before its registration.</param>
internal sealed record PageWorker(string Name, string Provider, string State, DateTimeOffset? CredentialsExpire);

/// <summary>A cloud with an instance.</summary>
/// <param name="Name">aws, azure or google.</param>
/// <param name="Instance">The instance's ID.</param>
/// <param name="Commands">What it can be told to do.</param>
internal sealed record PageCloud(string Name, string Instance, IReadOnlyList<PageCommand> Commands);

/// <summary>Something that a cloud can be told to do.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Help">What it does.</param>
internal sealed record PageCommand(string Name, string Help);

/// <summary>Something that goes wrong on purpose.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Left">How many requests it strikes yet; null for all.</param>
internal sealed record PageFault(string Name, int? Left);

/// <summary>A task.</summary>
/// <param name="TaskId">Its ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Pool">Its worker pool.</param>
/// <param name="State">The state of its newest run.</param>
/// <param name="Runs">What became of each run, and on which worker.</param>
internal sealed record PageTask(string TaskId, string Name, string Pool, string State, IReadOnlyList<string> Runs);
