using System.Buffers.Text;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>The part of worker-manager that a worker's own runner talks to. Thread-safe.</summary>
internal sealed class WorkerManagerService(SandboxClock clock, CredentialIssuer issuer)
{
    private const string Base = "/api/worker-manager/v1";
    private const string BadSecret = "Could not generate credentials for this secret";
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(96);

    private readonly Lock gate = new();
    private readonly HashSet<string> pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Worker> workers = new(StringComparer.Ordinal);
    private readonly List<ErrorReport> reports = [];
    private readonly List<RemovedWorker> removals = [];

    /// <summary>What this server is too old to know.</summary>
    public LegacySwitches Legacy { get; } = new();

    /// <summary>
    /// How long credentials are good: the worker pools' reregistrationTimeout. A static worker has it in its registrations only.
    /// </summary>
    public TimeSpan CredentialLifetime { get; set; } = DefaultLifetime;

    /// <summary>
    /// Whether the azure and google providers refuse a second registration in the same words as a bad proof, as v106 does so as
    /// to tell an attacker nothing, and not in aws's.
    /// </summary>
    public bool UniformRefusals { get; set; }

    /// <summary>What it takes the time to be.</summary>
    public DateTimeOffset Now => clock.Now;

    /// <summary>The API methods.</summary>
    public IEnumerable<ApiMethod> Methods =>
    [
        new()
        {
            Name = "registerWorker", Verb = "POST", Route = new Route($"{Base}/worker/register"),
            Schema = () => Legacy.NoSystemBootTime ? WorkerManagerSchemas.LegacyRegister : WorkerManagerSchemas.Register,
            ShowPayload = Omit, Handle = call => Guard(call, Register),
        },
        new()
        {
            Name = "reregisterWorker", Verb = "POST", Route = new Route($"{Base}/worker/reregister"),
            Schema = () => WorkerManagerSchemas.Reregister, ShowPayload = Omit, Handle = call => Guard(call, Reregister),
        },
        new()
        {
            Name = "reportWorkerError", Verb = "POST", Route = new Route($"{Base}/worker-pool-errors/{{*workerPoolId}}"),
            Schema = () => WorkerManagerSchemas.ReportError, Handle = call => Guard(call, ReportError),
        },
        new()
        {
            Name = "removeWorker", Verb = "DELETE", Route = new Route($"{Base}/workers/{{workerPoolId}}/{{workerGroup}}/{{workerId}}"),
            Scope = path => $"worker-manager:remove-worker:{path["workerPoolId"]}/{path["workerGroup"]}/{path["workerId"]}",
            Handle = call => Guard(call, Remove),
        },
        new()
        {
            Name = "shouldWorkerTerminate", Verb = "GET",
            Route = new Route($"{Base}/workers/{{workerPoolId}}/{{workerGroup}}/{{workerId}}/should-terminate"),
            Scope = path => $"worker-manager:should-worker-terminate:{path["workerPoolId"]}/{path["workerGroup"]}/{path["workerId"]}",
            Handle = call => Guard(call, ShouldTerminate),
        },
        Ping.At(Base, clock),
    ];

    /// <summary>The error reports so far.</summary>
    public IReadOnlyList<ErrorReport> ErrorReports
    {
        get
        {
            lock (gate)
                return reports.ToArray();
        }
    }

    /// <summary>The workers removed so far; one that is removed again is not listed again.</summary>
    public IReadOnlyList<RemovedWorker> RemovedWorkers
    {
        get
        {
            lock (gate)
                return removals.ToArray();
        }
    }

    /// <summary>The workers as they are now.</summary>
    public IReadOnlyList<KnownWorker> Workers
    {
        get
        {
            lock (gate)
                return [.. workers.Values.Select(worker => new KnownWorker(
                    worker.FullName, worker.WorkerId, worker.ProviderId, worker.Secret is not null, worker.Stopped, worker.CredentialsExpire))];
        }
    }

    /// <summary>Makes a worker pool known.</summary>
    public void AddPool(string workerPoolId)
    {
        lock (gate)
            pools.Add(workerPoolId);
    }

    /// <summary>Makes a worker known, and its pool; replaces the one of the same name.</summary>
    public void Add(Worker worker)
    {
        lock (gate)
        {
            pools.Add(worker.WorkerPoolId);
            workers[worker.FullName] = worker;
        }
    }

    /// <summary>A worker that is known, by its full name.</summary>
    public Worker Find(string workerPoolId, string workerGroup, string workerId)
    {
        lock (gate)
            return workers[$"{workerPoolId}/{workerGroup}/{workerId}"];
    }

    /// <summary>What to say to an instance that has registered before, by a provider that says this to a bad proof.</summary>
    public string AlreadyStarted(string badProof) => UniformRefusals ? badProof : CloudRefusal.AlreadyStarted;

    private JsonObject Guard(ApiCall call, Func<ApiCall, JsonObject> handle)
    {
        lock (gate)
            return handle(call);
    }

    private JsonObject Register(ApiCall call)
    {
        var worker = FindForRegistration(call);
        worker.Register(call.Body.GetProperty("workerIdentityProof"));
        var answer = Credentials(worker, CredentialLifetime);
        if (!Legacy.NoWorkerConfig)
            answer.Insert(2, "workerConfig", worker.WorkerConfig?.DeepClone() ?? new JsonObject());
        return answer;
    }

    private Worker FindForRegistration(ApiCall call)
    {
        var (pool, provider) = (call.Text("workerPoolId"), call.Text("providerId"));
        var name = $"{call.Text("workerGroup")}/{call.Text("workerId")}";
        if (!pools.Contains(pool))
            throw new ApiException(ErrorCode.ResourceNotFound, $"Worker pool {pool} does not exist");
        if (!workers.Values.Any(worker => worker.ProviderId == provider))
            throw new ApiException(ErrorCode.ResourceNotFound, $"Provider {provider} does not exist");
        if (!workers.Values.Any(worker => worker.ProviderId == provider && worker.WorkerPoolId == pool))
            throw new ApiException(ErrorCode.InputError, $"Worker pool {pool} not associated with provider {provider}");
        if (!workers.TryGetValue($"{pool}/{name}", out var found))
            throw new ApiException(ErrorCode.ResourceNotFound, $"Worker {name} in worker pool {pool} does not exist");
        if (found.Expires < clock.Now)
            throw new ApiException(ErrorCode.InputError, $"Worker {name} has expired");
        return found.ProviderId == provider
            ? found
            : throw new ApiException(ErrorCode.InputError, $"Worker {name} does not have provider {provider}");
    }

    private JsonObject Reregister(ApiCall call)
    {
        var name = $"{call.Text("workerGroup")}/{call.Text("workerId")}";
        var fullName = $"{call.Text("workerPoolId")}/{name}";
        call.Authorize($"worker-manager:reregister-worker:{fullName}");
        if (!workers.TryGetValue(fullName, out var worker) || worker.Secret is null || worker.Secret != call.Text("secret"))
            throw new ApiException(ErrorCode.InputError, BadSecret);
        if (worker.Stopped)
            throw new ApiException(ErrorCode.InputError, $"Worker {name} is not running");
        if (worker.Expires < clock.Now)
            throw new ApiException(ErrorCode.InputError, $"Worker {name} has expired");
        return Credentials(worker, worker.Identity.KeepsPoolLifetime ? CredentialLifetime : DefaultLifetime);
    }

    private JsonObject Credentials(Worker worker, TimeSpan lifetime)
    {
        var expires = clock.Now + lifetime;
        var credentials = issuer.Issue(worker.ClientId, worker.Scopes, clock.Now - Backdating, expires);
        worker.Secret = CredentialIssuer.NewSecret();
        worker.CredentialsExpire = expires;
        var answer = new JsonObject { ["expires"] = Timestamp.Format(expires), ["credentials"] = credentials.ToJson() };
        if (!Legacy.NoSecret)
            answer["secret"] = worker.Secret;
        return answer;
    }

    private JsonObject ReportError(ApiCall call)
    {
        var report = new ErrorReport(
            Base64Url.EncodeToString(Guid.NewGuid().ToByteArray(bigEndian: true)),
            call.Parameters["workerPoolId"],
            call.Text("workerGroup"),
            call.Text("workerId"),
            call.Text("kind"),
            call.Text("title"),
            call.Text("description"),
            call.Body.GetProperty("extra"));
        call.Authorize($"assume:worker-pool:{report.WorkerPoolId}", $"assume:worker-id:{report.WorkerGroup}/{report.WorkerId}");
        if (!pools.Contains(report.WorkerPoolId))
            throw new ApiException(ErrorCode.ResourceNotFound, "Worker pool does not exist");
        reports.Add(report);
        return Describe(report);
    }

    private JsonObject Describe(ErrorReport report)
    {
        var extra = JsonObject.Create(report.Extra)!;
        extra["workerGroup"] = report.WorkerGroup;
        extra["workerId"] = report.WorkerId;
        return new JsonObject
        {
            ["workerPoolId"] = report.WorkerPoolId,
            ["errorId"] = report.ErrorId,
            ["reported"] = Timestamp.Format(clock.Now),
            ["kind"] = report.Kind,
            ["title"] = report.Title,
            ["description"] = report.Description,
            ["extra"] = extra,
        };
    }

    private JsonObject Remove(ApiCall call)
    {
        var worker = FindAddressed(call);
        if (!worker.Stopped)
            removals.Add(new RemovedWorker(worker.WorkerPoolId, worker.WorkerGroup, worker.WorkerId));
        worker.Stopped = true;
        return [];
    }

    /// <summary>No worker here is too many.</summary>
    private JsonObject ShouldTerminate(ApiCall call)
    {
        FindAddressed(call);
        return new JsonObject { ["terminate"] = false, ["reason"] = "none" };
    }

    private Worker FindAddressed(ApiCall call) =>
        workers.GetValueOrDefault($"{call.Parameters["workerPoolId"]}/{call.Parameters["workerGroup"]}/{call.Parameters["workerId"]}")
            ?? throw new ApiException(ErrorCode.ResourceNotFound, "Worker not found");

    private static JsonNode Omit(JsonNode? payload) => "(OMITTED)";
}
