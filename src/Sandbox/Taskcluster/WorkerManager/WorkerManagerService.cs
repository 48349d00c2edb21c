using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Taskcluster.WorkerManager;

/// <summary>The part of worker-manager that a worker's own runner talks to. Thread-safe.</summary>
internal sealed class WorkerManagerService(SandboxClock clock, CredentialIssuer issuer, WorkerManagerSchemas schemas)
{
    private const string Base = "/api/worker-manager/v1";
    private const string BadSecret = "Could not generate credentials for this secret";
    private static readonly TimeSpan Backdating = TimeSpan.FromMinutes(15);

    private readonly Lock gate = new();
    private readonly HashSet<string> pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Worker> workers = new(StringComparer.Ordinal);
    private readonly List<ErrorReport> reports = [];
    private readonly List<RemovedWorker> removals = [];

    /// <summary>What this server is too old to know.</summary>
    public LegacySwitches Legacy { get; } = new();

    /// <summary>How long the credentials that a registration answers are good.</summary>
    public TimeSpan CredentialLifetime { get; set; } = TimeSpan.FromHours(96);

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
            Schema = schemas.Register, Handle = call => Guard(call, Register),
        },
        new()
        {
            Name = "reregisterWorker", Verb = "POST", Route = new Route($"{Base}/worker/reregister"),
            Schema = schemas.Reregister, Handle = call => Guard(call, Reregister),
        },
        new()
        {
            Name = "reportWorkerError", Verb = "POST", Route = new Route($"{Base}/worker-pool-errors/{{*workerPoolId}}"),
            Schema = schemas.ReportError, Handle = call => Guard(call, ReportError),
        },
        new()
        {
            Name = "removeWorker", Verb = "DELETE", Route = new Route($"{Base}/workers/{{workerPoolId}}/{{workerGroup}}/{{workerId}}"),
            Handle = call => Guard(call, Remove),
        },
        new()
        {
            Name = "ping", Verb = "GET", Route = new Route($"{Base}/ping"),
            Handle = _ => new JsonObject { ["alive"] = true, ["uptime"] = 1 },
        },
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

    /// <summary>What to say to an instance that has registered before, by a provider that says this to a bad proof.</summary>
    public string AlreadyStarted(string badProof) => UniformRefusals ? badProof : CloudRefusal.AlreadyStarted;

    private JsonObject Guard(ApiCall call, Func<ApiCall, JsonObject> handle)
    {
        lock (gate)
            return handle(call);
    }

    private JsonObject Register(ApiCall call)
    {
        if (Legacy.NoSystemBootTime && call.Body.TryGetProperty("systemBootTime", out _))
            throw new ApiException(
                ErrorCode.InputValidationError,
                "\nSchema Validation Failed!\nRejecting Schema: /schemas/worker-manager/v1/register-worker-request.json#\n"
                    + "Errors:\n  * data must NOT have additional properties: \"systemBootTime\"");
        var worker = FindForRegistration(call);
        worker.Register(call.Body.GetProperty("workerIdentityProof"));
        var answer = Credentials(worker);
        if (worker.WorkerConfig is { } config && !Legacy.NoWorkerConfig)
            answer.Insert(2, "workerConfig", config.DeepClone());
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
        return Credentials(worker);
    }

    private JsonObject Credentials(Worker worker)
    {
        var expires = clock.Now + CredentialLifetime;
        var credentials = issuer.Issue(worker.ClientId, worker.Scopes, clock.Now - Backdating, expires);
        worker.Secret = CredentialIssuer.NewSecret();
        var answer = new JsonObject
        {
            ["expires"] = Timestamp.Format(expires),
            ["credentials"] = new JsonObject
            {
                ["clientId"] = credentials.ClientId,
                ["accessToken"] = credentials.AccessToken,
                ["certificate"] = credentials.Certificate,
            },
        };
        if (!Legacy.NoSecret)
            answer["secret"] = worker.Secret;
        return answer;
    }

    private JsonObject ReportError(ApiCall call)
    {
        var report = new ErrorReport(
            CredentialIssuer.NewSecret()[..22],
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
        var (pool, group, id) = (call.Parameters["workerPoolId"], call.Parameters["workerGroup"], call.Parameters["workerId"]);
        call.Authorize($"worker-manager:remove-worker:{pool}/{group}/{id}");
        if (!workers.TryGetValue($"{pool}/{group}/{id}", out var worker))
            throw new ApiException(ErrorCode.ResourceNotFound, "Worker not found");
        if (!worker.Stopped)
            removals.Add(new RemovedWorker(pool, group, id));
        worker.Stopped = true;
        return [];
    }
}
