using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>A task and its runs. Not thread-safe; <see cref="TaskBoard"/> guards it.</summary>
internal sealed class QueueTask
{
    private static readonly string[] Priorities = ["highest", "very-high", "high", "medium", "low", "very-low", "lowest"];

    private readonly List<TaskRun> runs = [];
    private readonly JsonObject definition;

    /// <summary>A task with its first run.</summary>
    /// <param name="taskId">Its ID.</param>
    /// <param name="definition">Its definition, complete with all defaults.</param>
    /// <param name="now">The time now.</param>
    public QueueTask(string taskId, JsonObject definition, DateTimeOffset now)
    {
        (TaskId, this.definition) = (taskId, definition);
        RetriesLeft = definition["retries"]!.GetValue<int>();
        runs.Add(new TaskRun(0, "pending", "scheduled", now));
    }

    /// <summary>Its ID.</summary>
    public string TaskId { get; }

    /// <summary>How often it is tried again yet.</summary>
    public int RetriesLeft { get; private set; }

    /// <summary>Its runs.</summary>
    public IReadOnlyList<TaskRun> Runs => runs;

    /// <summary>Its artifacts, by run and name.</summary>
    public Dictionary<(int RunId, string Name), Artifact> Artifacts { get; } = [];

    /// <summary>Its newest run.</summary>
    public TaskRun Latest => runs[^1];

    /// <summary>Its task queue.</summary>
    public string TaskQueueId => Text("taskQueueId");

    /// <summary>When it ends at the latest.</summary>
    public DateTimeOffset Deadline => DateTimeOffset.Parse(Text("deadline"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>When it is forgotten.</summary>
    public DateTimeOffset Expires => DateTimeOffset.Parse(Text("expires"), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The scopes that its runs have.</summary>
    public IReadOnlyList<string> Scopes => [.. definition["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>())];

    /// <summary>0 for the highest.</summary>
    public int Urgency => Array.IndexOf(Priorities, Text("priority"));

    /// <summary>Its definition, as the API answers it.</summary>
    public JsonObject Definition => definition.DeepClone().AsObject();

    /// <summary>It as it is now.</summary>
    public TaskStatus Snapshot => new(TaskId, TaskQueueId, definition["metadata"]!["name"]!.GetValue<string>(), Latest.State, RetriesLeft, [.. runs]);

    /// <summary>Whether it was defined just so.</summary>
    public bool IsDefinedBy(JsonObject other) => JsonNode.DeepEquals(definition, other);

    /// <summary>Its newest run is a worker's, or stays so.</summary>
    public void Take(string workerGroup, string workerId, DateTimeOffset now, DateTimeOffset takenUntil) => runs[^1] = Latest with
    {
        State = "running",
        WorkerGroup = workerGroup,
        WorkerId = workerId,
        Started = Latest.Started ?? now,
        TakenUntil = takenUntil,
    };

    /// <summary>Its newest run has ended; where a reason for another is given and retries are left, another follows.</summary>
    public void Resolve(string state, string reason, string? retryReason, DateTimeOffset now)
    {
        runs[^1] = Latest with { State = state, ReasonResolved = reason, Resolved = now };
        if (retryReason is null || RetriesLeft == 0)
            return;
        RetriesLeft--;
        runs.Add(new TaskRun(runs.Count, "pending", retryReason, now));
    }

    /// <summary>Its status, as the API answers it.</summary>
    public JsonObject Describe() => new()
    {
        ["taskId"] = TaskId,
        ["provisionerId"] = Text("provisionerId"),
        ["workerType"] = Text("workerType"),
        ["taskQueueId"] = TaskQueueId,
        ["schedulerId"] = Text("schedulerId"),
        ["projectId"] = Text("projectId"),
        ["taskGroupId"] = Text("taskGroupId"),
        ["priority"] = Text("priority"),
        ["deadline"] = Text("deadline"),
        ["expires"] = Text("expires"),
        ["retriesLeft"] = RetriesLeft,
        ["state"] = Latest.State,
        ["runs"] = new JsonArray([.. runs.Select(Describe)]),
    };

    private string Text(string property) => definition[property]!.GetValue<string>();

    private static JsonNode Describe(TaskRun run)
    {
        var json = new JsonObject { ["runId"] = run.RunId, ["state"] = run.State, ["reasonCreated"] = run.ReasonCreated };
        Add("reasonResolved", run.ReasonResolved);
        Add("workerGroup", run.WorkerGroup);
        Add("workerId", run.WorkerId);
        Add("takenUntil", run.TakenUntil is { } taken ? Timestamp.Format(taken) : null);
        Add("scheduled", Timestamp.Format(run.Scheduled));
        Add("started", run.Started is { } started ? Timestamp.Format(started) : null);
        Add("resolved", run.Resolved is { } resolved ? Timestamp.Format(resolved) : null);
        return json;

        void Add(string name, string? value)
        {
            if (value is not null)
                json[name] = value;
        }
    }
}
