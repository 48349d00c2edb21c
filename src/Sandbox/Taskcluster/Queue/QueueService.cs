using System.Globalization;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Taskcluster.Queue;

/// <summary>The part of the queue that workers talk to, and what makes tasks for them. Its facts are those of services/queue, v106.</summary>
internal sealed class QueueService(TaskBoard board, CredentialIssuer issuer, SandboxClock clock)
{
    private const string Base = "/api/queue/v1";
    private const string Run = Base + "/task/{taskId}/runs/{runId}";
    private static readonly TimeSpan ClaimWorkWait = TimeSpan.FromSeconds(20);

    /// <summary>The API methods.</summary>
    public IEnumerable<ApiMethod> Methods =>
    [
        new()
        {
            Name = "task", Verb = "GET", Route = new Route($"{Base}/task/{{taskId}}"),
            Scope = path => $"queue:get-task:{path["taskId"]}", Handle = call => Find(call, task => task.Definition),
        },
        new()
        {
            Name = "status", Verb = "GET", Route = new Route($"{Base}/task/{{taskId}}/status"),
            Scope = path => $"queue:status:{path["taskId"]}", Handle = call => Find(call, Status),
        },
        new()
        {
            Name = "createTask", Verb = "PUT", Route = new Route($"{Base}/task/{{taskId}}"),
            Schema = () => QueueSchemas.CreateTask, Handle = Create,
        },
        new() { Name = "cancelTask", Verb = "POST", Route = new Route($"{Base}/task/{{taskId}}/cancel"), Handle = Cancel },
        new()
        {
            Name = "claimWork", Verb = "POST", Route = new Route($"{Base}/claim-work/{{*taskQueueId}}"),
            Schema = () => QueueSchemas.ClaimWork, Authorize = AuthorizeClaim, WaitAsync = WaitForWorkAsync, Handle = Claim,
        },
        new()
        {
            Name = "reclaimTask", Verb = "POST", Route = new Route($"{Run}/reclaim"),
            Scope = path => $"queue:reclaim-task:{path["taskId"]}/{path["runId"]}", Handle = Reclaim,
        },
        new()
        {
            Name = "reportCompleted", Verb = "POST", Route = new Route($"{Run}/completed"), Scope = Resolves,
            Handle = call => Resolve(call, "completed"),
        },
        new()
        {
            Name = "reportFailed", Verb = "POST", Route = new Route($"{Run}/failed"), Scope = Resolves,
            Handle = call => Resolve(call, "failed"),
        },
        new()
        {
            Name = "reportException", Verb = "POST", Route = new Route($"{Run}/exception"), Scope = Resolves,
            Schema = () => QueueSchemas.Exception, Handle = ReportException,
        },
        Ping.At(Base, clock),
    ];

    private static string Resolves(IReadOnlyDictionary<string, string> path) => $"queue:resolve-task:{path["taskId"]}/{path["runId"]}";

    private JsonObject Create(ApiCall call)
    {
        var taskId = call.Parameters["taskId"];
        var definition = TaskDefinition.Complete(taskId, JsonObject.Create(call.Body)!, clock.Now);
        call.Authorize([
            .. definition["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()),
            .. definition["routes"]!.AsArray().Select(route => $"queue:route:{route}"),
            $"queue:create-task:project:{definition["projectId"]}",
            $"queue:scheduler-id:{definition["schedulerId"]}",
            $"queue:create-task:{definition["priority"]}:{definition["taskQueueId"]}",
        ]);
        return new JsonObject
        {
            ["status"] = board.Create(taskId, definition) ?? throw new ApiException(
                ErrorCode.RequestConflict,
                $"taskId `{taskId}` already used by another task.\nThis could be the result of faulty idempotency!"),
        };
    }

    private JsonObject Cancel(ApiCall call) => Find(call, task =>
    {
        var definition = task.Definition;
        call.Authorize($"queue:cancel-task:{definition["schedulerId"]}/{definition["taskGroupId"]}/{task.TaskId}");
        if (task.Deadline < clock.Now)
            throw new ApiException(ErrorCode.RequestConflict, $"Task `{task.TaskId}` can't be canceled past its deadline of {Timestamp.Format(task.Deadline)}.");
        if (task.Latest.State is "pending" or "running")
            board.Resolve(task, "exception", "canceled", retryReason: null);
        return Status(task);
    });

    private static void AuthorizeClaim(ApiCall call) => call.Authorize(
        $"queue:claim-work:{call.Parameters["taskQueueId"]}", $"queue:worker-id:{call.Text("workerGroup")}/{call.Text("workerId")}");

    private async Task WaitForWorkAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ClaimWorkWait, clock.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await board.WaitForPendingAsync(call.Parameters["taskQueueId"], ended.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // An answer without tasks. A worker that is gone, however, claims none.
        }
    }

    private JsonObject Claim(ApiCall call) => new()
    {
        ["tasks"] = new JsonArray([.. board.Claim(
            call.Parameters["taskQueueId"],
            call.Text("workerGroup"),
            call.Text("workerId"),
            call.Body.GetProperty("tasks").GetInt32(),
            DescribeClaim)]),
    };

    private JsonNode DescribeClaim(QueueTask task)
    {
        var claim = DescribeReclaim(task);
        claim["task"] = task.Definition;
        return claim;
    }

    private JsonObject DescribeReclaim(QueueTask task)
    {
        var (run, takenUntil) = (task.Latest, task.Latest.TakenUntil!.Value);
        var credentials = issuer.Issue(
            $"task-client/{task.TaskId}/{run.RunId}/on/{run.WorkerGroup}/{run.WorkerId}/until/{(takenUntil.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture)}",
            [
                $"queue:reclaim-task:{task.TaskId}/{run.RunId}",
                $"queue:resolve-task:{task.TaskId}/{run.RunId}",
                $"queue:create-artifact:{task.TaskId}/{run.RunId}",
                .. task.Scopes,
            ],
            clock.Now,
            takenUntil);
        return new JsonObject
        {
            ["status"] = task.Describe(),
            ["runId"] = run.RunId,
            ["workerGroup"] = run.WorkerGroup,
            ["workerId"] = run.WorkerId,
            ["takenUntil"] = Timestamp.Format(takenUntil),
            ["credentials"] = credentials.ToJson(),
        };
    }

    private JsonObject Reclaim(ApiCall call) => FindRun(call, (task, run) =>
    {
        if (task.Deadline <= clock.Now)
            throw new ApiException(ErrorCode.RequestConflict, $"Task `{task.TaskId}` can't be reclaimed past its deadline of {Timestamp.Format(task.Deadline)}.");
        if (run != task.Latest || run.State != "running")
            throw NotRunning(task, run);
        board.Reclaim(task);
        return DescribeReclaim(task);
    });

    private JsonObject Resolve(ApiCall call, string target) => FindRun(call, (task, run) =>
    {
        if (run.State != "running" && run.State != target)
            throw new ApiException(ErrorCode.RequestConflict, $"Run {run.RunId} of task `{task.TaskId}` is not running or {target}.");
        if (run != task.Latest)
            throw NotRunning(task, run);
        if (run.State == "running")
            board.Resolve(task, target, target, retryReason: null);
        return Status(task);
    });

    private JsonObject ReportException(ApiCall call) => FindRun(call, (task, run) =>
    {
        var reason = call.Text("reason");
        var retryReason = reason switch
        {
            "worker-shutdown" => "retry",
            "intermittent-task" => "task-retry",
            _ => null,
        };
        if (run == task.Latest && run.State == "running")
            board.Resolve(task, "exception", reason, retryReason);
        else if (task.Latest.RunId > run.RunId + 1 || run.State != "exception" || run.ReasonResolved != reason)
            throw NotRunning(task, run);
        return Status(task);
    });

    private JsonObject Find(ApiCall call, Func<QueueTask, JsonObject> with)
    {
        var taskId = call.Parameters["taskId"];
        return board.With(taskId, with, $"`{taskId}` does not correspond to a task that exists.\nAre you sure this task has already been submitted?");
    }

    private JsonObject FindRun(ApiCall call, Func<QueueTask, TaskRun, JsonObject> with) => board.With(call.Parameters["taskId"], task =>
    {
        var runId = call.Parameters["runId"];
        return with(task, task.Runs.FirstOrDefault(run => run.RunId.ToString(CultureInfo.InvariantCulture) == runId)
            ?? throw new ApiException(ErrorCode.ResourceNotFound, $"Run {runId} not found on task `{task.TaskId}`."));
    });

    private static JsonObject Status(QueueTask task) => new() { ["status"] = task.Describe() };

    private static ApiException NotRunning(QueueTask task, TaskRun run) =>
        new(ErrorCode.RequestConflict, $"Run {run.RunId} on task `{task.TaskId}` is resolved or not running.");
}
