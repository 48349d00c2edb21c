using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>
/// The queue's artifacts, of all kinds but those of the object service, which not every deployment has. Their facts are those of
/// services/queue, v106.
/// </summary>
internal sealed class ArtifactService(TaskBoard board, ArtifactStore store, SandboxClock clock, Func<string> rootUrl)
{
    private const string Task = "/api/queue/v1/task/{taskId}";
    private static readonly TimeSpan Drift = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan AfterException = TimeSpan.FromMinutes(25);
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(45);

    /// <summary>The API methods.</summary>
    public IEnumerable<ApiMethod> Methods =>
    [
        new()
        {
            Name = "createArtifact", Verb = "POST", Route = new Route($"{Task}/runs/{{runId}}/artifacts/{{*name}}"),
            Scope = path => $"queue:create-artifact:{path["taskId"]}/{path["runId"]}",
            Schema = () => QueueSchemas.Artifact, Handle = Create,
        },
        new()
        {
            Name = "listArtifacts", Verb = "GET", Route = new Route($"{Task}/runs/{{runId}}/artifacts"),
            Scope = path => $"queue:list-artifacts:{path["taskId"]}:{path["runId"]}", Handle = List,
        },
        new()
        {
            Name = "getArtifact", Verb = "GET", Route = new Route($"{Task}/runs/{{runId}}/artifacts/{{*name}}"),
            Handle = Get, Finish = Redirect,
        },
        new()
        {
            Name = "getLatestArtifact", Verb = "GET", Route = new Route($"{Task}/artifacts/{{*name}}"),
            Handle = Get, Finish = Redirect,
        },
    ];

    private JsonObject Create(ApiCall call)
    {
        var artifact = Read(call);
        if (artifact.Expires < clock.Now - Drift)
            throw new ApiException(ErrorCode.InputError, "Expires must be in the future");
        if (artifact.StorageType == "object")
            throw new ApiException(ErrorCode.InputError, "The sandbox has no object service: let the worker make s3 artifacts (createObjectArtifacts: false).");
        return board.With(call.Parameters["taskId"], task =>
        {
            var run = RunOf(call, task) ?? throw new ApiException(ErrorCode.InputError, "Run not found");
            if (run.WorkerId is null)
                throw new ApiException(ErrorCode.InputError, "Run was not claimed by a worker and so no artifacts can exist");
            RequireOpen(task, run, artifact);
            Keep(task, run, artifact);
            return Answer(task, run, artifact);
        });
    }

    private void RequireOpen(QueueTask task, TaskRun run, Artifact artifact)
    {
        if (artifact.Expires > task.Expires)
            throw new ApiException(
                ErrorCode.InputError,
                $"Artifact expires ({Timestamp.Format(artifact.Expires)}) after the task expiration {Timestamp.Format(task.Expires)} (task.expires < expires) "
                    + "- this is not allowed, artifacts may not expire after the task they belong to expires");
        if (run.State != "running" && !(run.State == "exception" && run.Resolved > clock.Now - AfterException))
            throw new ApiException(
                ErrorCode.RequestConflict,
                "Artifacts cannot be created for a task after it is resolved, unless it is resolved 'exception', and even in this case only up to 25 min past "
                    + "resolution.This to ensure that artifacts have been uploaded before a task is 'completed' and output is consumed by a dependent task\n\n"
                    + $"Task status: {task.Describe().ToJsonString(JsonText.Pretty)}");
    }

    private static void Keep(QueueTask task, TaskRun run, Artifact artifact)
    {
        if (task.Artifacts.TryGetValue((run.RunId, artifact.Name), out var known) && !known.MayBecome(artifact))
            throw new ApiException(
                ErrorCode.RequestConflict,
                $"Artifact already exists with different properties, and none of the allowed exceptions apply: {known.Describe().ToJsonString(JsonText.Pretty)}");
        task.Artifacts[(run.RunId, artifact.Name)] = artifact;
    }

    private JsonObject Answer(QueueTask task, TaskRun run, Artifact artifact)
    {
        var answer = new JsonObject { ["storageType"] = artifact.StorageType };
        if (artifact.StorageType != "s3")
            return answer;
        answer["contentType"] = artifact.ContentType;
        answer["expires"] = Timestamp.Format(clock.Now + UploadLimit);
        answer["putUrl"] = rootUrl() + store.Address(task.TaskId, run.RunId, artifact.Name);
        return answer;
    }

    private JsonObject List(ApiCall call) => board.With(call.Parameters["taskId"], task => new JsonObject
    {
        ["artifacts"] = new JsonArray([.. task.Artifacts
            .Where(artifact => artifact.Key.RunId.ToString(CultureInfo.InvariantCulture) == call.Parameters["runId"])
            .Select(artifact => artifact.Value.Describe())]),
    });

    private JsonObject Get(ApiCall call) => board.With(call.Parameters["taskId"], task =>
    {
        var run = call.Parameters.ContainsKey("runId") ? RunOf(call, task) : task.Latest;
        var artifact = Follow(call, task, run, call.Parameters["name"], []);
        return artifact.StorageType switch
        {
            "error" => artifact.Details.DeepClone().AsObject(),
            "reference" => new JsonObject { ["storageType"] = "reference", ["url"] = artifact.Details["url"]!.DeepClone() },
            _ => new JsonObject { ["storageType"] = "s3", ["url"] = rootUrl() + store.Address(task.TaskId, run!.RunId, artifact.Name) },
        };
    });

    private static Artifact Follow(ApiCall call, QueueTask task, TaskRun? run, string name, List<string> seen)
    {
        // As a deployment's role "anonymous" has it.
        if (!name.StartsWith("public/", StringComparison.Ordinal))
            call.Authorize($"queue:get-artifact:{name}");
        if (run is null || !task.Artifacts.TryGetValue((run.RunId, name), out var artifact))
            throw new ApiException(ErrorCode.ResourceNotFound, "Artifact not found");
        if (artifact.StorageType != "link")
            return artifact;
        seen.Add(name);
        var target = artifact.Details["artifact"]!.GetValue<string>();
        return seen.Contains(target)
            ? throw new ApiException(ErrorCode.InputError, "Artifact leads to a link cycle")
            : Follow(call, task, run, target, seen);
    }

    private static SandboxReply Redirect(JsonObject answer, SandboxReply reply) => answer["url"] is { } url
        ? (reply with { Status = 303 }).With("Location", url.GetValue<string>())
        : reply with { Status = 424 };

    private static TaskRun? RunOf(ApiCall call, QueueTask task) =>
        task.Runs.FirstOrDefault(run => run.RunId.ToString(CultureInfo.InvariantCulture) == call.Parameters["runId"]);

    private static Artifact Read(ApiCall call)
    {
        var body = JsonObject.Create(call.Body)!;
        var details = new JsonObject(body
            .Where(property => property.Key is "url" or "artifact" or "reason" or "message")
            .Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone())));
        if (!call.Body.GetProperty("expires").TryGetDateTimeOffset(out var expires))
            throw ApiException.Internal();
        var type = call.Body.TryGetProperty("contentType", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "application/binary";
        return new Artifact(call.Parameters["name"], call.Text("storageType"), type, expires, details);
    }
}
