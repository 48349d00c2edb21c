using System.Globalization;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>Completes a task's definition with the queue's defaults, and refuses what the queue refuses.</summary>
internal static class TaskDefinition
{
    /// <summary>How long the sandbox's own tasks have.</summary>
    public static readonly TimeSpan SandboxDeadline = TimeSpan.FromHours(3);

    private const int LongestName = 255;
    private static readonly TimeSpan CommandLimit = TimeSpan.FromHours(1);
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(5);

    private static readonly (string Name, string Json)[] Defaults =
    [
        ("schedulerId", "\"-\""), ("projectId", "\"none\""), ("dependencies", "[]"), ("requires", "\"all-completed\""), ("routes", "[]"),
        ("priority", "\"lowest\""), ("retries", "5"), ("scopes", "[]"), ("tags", "{}"), ("extra", "{}"),
    ];

    /// <summary>The definition of a task that has one command executed, in the form that generic-worker has on this operating system.</summary>
    /// <param name="taskQueueId">The task queue, which is the worker pool.</param>
    /// <param name="command">For bash, or on Windows a line of a batch file.</param>
    /// <param name="now">The time now.</param>
    public static JsonObject ForCommand(string taskQueueId, string command, DateTimeOffset now) => new()
    {
        ["taskQueueId"] = taskQueueId,
        ["created"] = Timestamp.Format(now),
        ["deadline"] = Timestamp.Format(now + SandboxDeadline),
        ["payload"] = new JsonObject
        {
            ["command"] = OperatingSystem.IsWindows() ? new JsonArray(command) : new JsonArray(new JsonArray("/bin/bash", "-c", command)),
            ["maxRunTime"] = (int)CommandLimit.TotalSeconds,
        },
        ["metadata"] = Metadata(command.Length > LongestName ? command[..LongestName] : command, "A task of the sandbox."),
    };

    /// <summary>The metadata of a task that nobody else describes.</summary>
    public static JsonObject Metadata(string name, string description) => new()
    {
        ["name"] = name,
        ["description"] = description,
        ["owner"] = "sandbox@example.com",
        ["source"] = "https://example.com/sandbox",
    };

    /// <summary>Completes a definition that fits the schema.</summary>
    /// <exception cref="ApiException">The queue refuses it.</exception>
    public static JsonObject Complete(string taskId, JsonObject asked, DateTimeOffset now)
    {
        var definition = asked.DeepClone().AsObject();
        SetQueue(definition);
        foreach (var (name, json) in Defaults)
            definition[name] ??= JsonNode.Parse(json);
        definition["taskGroupId"] ??= taskId;
        if (definition["dependencies"]!.AsArray().Count > 0)
            throw new ApiException(ErrorCode.InputError, "The sandbox's queue knows no dependencies between tasks.");
        if (definition["scopes"]!.AsArray().Any(scope => scope!.GetValue<string>().EndsWith("**", StringComparison.Ordinal)))
            throw new ApiException(ErrorCode.InputError, "scopes must not end with `**`");
        SetTimes(definition, now);
        return definition;
    }

    private static void SetQueue(JsonObject definition)
    {
        var (provisioner, type, queue) = (Text(definition, "provisionerId"), Text(definition, "workerType"), Text(definition, "taskQueueId"));
        if (provisioner is not null && type is not null && queue is not null && $"{provisioner}/{type}" != queue)
            throw new ApiException(ErrorCode.InputError, "taskQueueId must match \"provisionerId/workerType\"");
        queue ??= provisioner is not null && type is not null
            ? $"{provisioner}/{type}"
            : throw new ApiException(ErrorCode.InputError, "at least a provisionerId and a workerType or a taskQueueId must be provided\"");
        (definition["taskQueueId"], definition["provisionerId"], definition["workerType"]) = (queue, queue.Split('/')[0], queue.Split('/')[1]);
    }

    private static void SetTimes(JsonObject definition, DateTimeOffset now)
    {
        var created = Time(definition, "created");
        var deadline = Time(definition, "deadline");
        if (created < now - Drift)
            throw new ApiException(ErrorCode.InputError, "`created` cannot be in the past (max 15min drift)");
        if (created > now + Drift)
            throw new ApiException(ErrorCode.InputError, "`created` cannot be in the future (max 15min drift)");
        if (created > deadline)
            throw new ApiException(ErrorCode.InputError, "`deadline` cannot be later than `created`");
        if (deadline < now)
            throw new ApiException(ErrorCode.InputError, "`deadline` cannot be in the past");
        if (deadline > now + LongestDeadline + Drift)
            throw new ApiException(ErrorCode.InputError, "`deadline` cannot be more than 5 days into the future");
        definition["expires"] ??= Timestamp.Format(deadline.AddYears(1));
        if (deadline > Time(definition, "expires"))
            throw new ApiException(ErrorCode.InputError, "`expires` cannot be before `deadline`");
        foreach (var name in (string[])["created", "deadline", "expires"])
            definition[name] = Timestamp.Format(Time(definition, name));
    }

    private static string? Text(JsonObject definition, string name) => definition[name]?.GetValue<string>();

    private static DateTimeOffset Time(JsonObject definition, string name) =>
        DateTimeOffset.TryParse(Text(definition, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : throw ApiException.Internal();
}
