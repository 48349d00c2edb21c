using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Clouds.Aws;
using WorkerRunner.Sandbox.Clouds.Azure;
using WorkerRunner.Sandbox.Clouds.Google;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Page;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Taskcluster;
using WorkerRunner.Sandbox.Taskcluster.Authentication;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;
using TaskStatus = WorkerRunner.Sandbox.Taskcluster.Queue.TaskStatus;

namespace WorkerRunner.Sandbox;

/// <summary>
/// A Taskcluster deployment and the metadata services of three clouds on loopback: real web servers that behave like the real
/// services towards a worker's runner, as far as it uses them. Thread-safe.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly RequestJournal journal = new();
    private readonly WebServer server;
    private readonly Deployment deployment;
    private readonly CloudServices clouds;
    private readonly Listener front;
    private readonly SandboxPage? page;
    private readonly Func<IReadOnlyList<string>> findRunners;

    private SandboxServer(SandboxOptions options)
    {
        journal.Recorded += request => RequestRecorded?.Invoke(this, request);
        server = new WebServer(Faults, journal);
        deployment = new Deployment(options, () => RootUrl);
        deployment.Tasks.Changed += task => TaskChanged?.Invoke(this, task);
        front = server.Listen(ServiceName.Taskcluster, deployment.Service, deployment.Clock, options.Port, options.Certificate);
        // A cloud's clock is not Taskcluster's: a skew of the one is none of the other.
        var cloudClock = new SandboxClock(options.Time);
        clouds = new CloudServices(cloudClock, deployment.WorkerManager, (name, service) => server.Listen(name, service, cloudClock));
        findRunners = options.FindRunners;
        if (options.PagePort is { } port)
            page = new SandboxPage(deployment, clouds, Faults, journal, options.Time, pageFront => server.Listen(pageFront, port));
    }

    /// <summary>Raised on a thread of the server for every request, once it is answered or dropped.</summary>
    public event EventHandler<RecordedRequest>? RequestRecorded;

    /// <summary>Raised when something became of a task, by whoever did it; the tasks wait meanwhile.</summary>
    public event EventHandler<TaskStatus>? TaskChanged;

    /// <summary>The root URL, without a slash at its end.</summary>
    public string RootUrl => front.Address;

    /// <summary>
    /// The address of the page for people, with the token that opens it: whoever has it can interrupt and disturb. Null without
    /// <see cref="SandboxOptions.PagePort"/>.
    /// </summary>
    public string? PageUrl => page?.Url;

    /// <summary>What goes wrong on purpose.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>How far the deployment's clock is ahead of the options' time, and of the clouds'; may be changed at any time.</summary>
    public TimeSpan ClockSkew
    {
        get => deployment.Clock.Skew;
        set => deployment.Clock.Skew = value;
    }

    /// <summary>
    /// How long the credentials of the next registrations are good, and of reregistrations but those of static workers, which
    /// get 96 hours as they do from v106.
    /// </summary>
    public TimeSpan CredentialLifetime
    {
        get => WorkerManager.CredentialLifetime;
        set => WorkerManager.CredentialLifetime = value;
    }

    /// <summary>What worker-manager does as its older versions did.</summary>
    public LegacySwitches Legacy => WorkerManager.Legacy;

    /// <summary>
    /// Refuses a second registration of an azure or google instance in the words for a bad proof ("Signature validation error",
    /// "Token validation error"), as the sources of v106 do; otherwise in those of aws ("This worker is either stopped or
    /// running. No need to register").
    /// </summary>
    public bool UniformRefusals
    {
        get => WorkerManager.UniformRefusals;
        set => WorkerManager.UniformRefusals = value;
    }

    /// <summary>The EC2 instance, which belongs to no worker pool until <see cref="AddAwsInstance"/> puts another in its place.</summary>
    public AwsInstance Aws => clouds.Aws;

    /// <summary>The Azure VM, which belongs to no worker pool until <see cref="AddAzureInstance"/> puts another in its place.</summary>
    public AzureInstance Azure => clouds.Azure;

    /// <summary>
    /// The Compute Engine VM, which belongs to no worker pool until <see cref="AddGoogleInstance"/> puts another in its place.
    /// </summary>
    public GoogleInstance Google => clouds.Google;

    /// <summary>The requests answered or dropped so far, in that order. A client that has its answer finds its request here.</summary>
    public IReadOnlyList<RecordedRequest> Requests => journal.Requests.Snapshot();

    /// <summary>The requests that arrived so far, also those under way. Their status is always null.</summary>
    public IReadOnlyList<RecordedRequest> Arrivals => journal.Arrivals.Snapshot();

    /// <summary>The error reports accepted so far.</summary>
    public IReadOnlyList<ErrorReport> ErrorReports => WorkerManager.ErrorReports;

    /// <summary>The workers removed so far, each once.</summary>
    public IReadOnlyList<RemovedWorker> RemovedWorkers => WorkerManager.RemovedWorkers;

    /// <summary>Starts a sandbox; it listens when the task is done. A port that is taken is an <see cref="IOException"/>.</summary>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sandbox = new SandboxServer(options ?? new SandboxOptions());
        try
        {
            await sandbox.server.StartAsync(cancellationToken);
            sandbox.page?.Start(sandbox.RootUrl, sandbox.findRunners);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a worker of a static provider (and its worker pool), or replaces the one of the same name.</summary>
    /// <param name="workerPoolId">The worker pool.</param>
    /// <param name="providerId">The provider.</param>
    /// <param name="workerGroup">The worker group.</param>
    /// <param name="workerId">The worker's ID.</param>
    /// <param name="staticSecret">What the worker proves its identity with: 44 characters of [A-Za-z0-9_-].</param>
    /// <param name="workerConfigJson">The worker pool's workerConfig, a JSON object; null for an empty one.</param>
    public void AddStaticWorker(
        string workerPoolId,
        string providerId,
        string workerGroup,
        string workerId,
        string staticSecret,
        string? workerConfigJson = null) => WorkerManager.Add(new Worker
        {
            WorkerPoolId = workerPoolId,
            ProviderId = providerId,
            WorkerGroup = workerGroup,
            WorkerId = workerId,
            Identity = new StaticIdentity(staticSecret),
            WorkerConfig = ParseConfig(workerConfigJson),
        });

    /// <summary>
    /// Starts an EC2 instance for a worker pool (which becomes known) in the place of <see cref="Aws"/>, with an ID of its own,
    /// as an aws provider does: its user data says where it belongs, and it may register once.
    /// </summary>
    /// <param name="workerPoolId">The worker pool.</param>
    /// <param name="providerId">The provider.</param>
    /// <param name="workerGroup">The worker group; the region's name, if it is to be as in real deployments.</param>
    /// <param name="workerConfigJson">The worker pool's workerConfig, a JSON object; null for an empty one.</param>
    public AwsInstance AddAwsInstance(string workerPoolId, string providerId, string workerGroup, string? workerConfigJson = null) =>
        clouds.AddAws(Place(workerPoolId, providerId, workerGroup, workerConfigJson));

    /// <summary>The same with an Azure VM, whose tags say where it belongs, in the place of <see cref="Azure"/>.</summary>
    public AzureInstance AddAzureInstance(string workerPoolId, string providerId, string workerGroup, string? workerConfigJson = null) =>
        clouds.AddAzure(Place(workerPoolId, providerId, workerGroup, workerConfigJson));

    /// <summary>The same with a Compute Engine VM, whose attribute says where it belongs, in the place of <see cref="Google"/>.</summary>
    public GoogleInstance AddGoogleInstance(string workerPoolId, string providerId, string workerGroup, string? workerConfigJson = null) =>
        clouds.AddGoogle(Place(workerPoolId, providerId, workerGroup, workerConfigJson));

    /// <summary>How long the claim of a task is good from the next claim or reclaim on; 20 minutes as in real deployments, unless changed.</summary>
    public TimeSpan ClaimTimeout
    {
        get => deployment.Tasks.ClaimTimeout;
        set => deployment.Tasks.ClaimTimeout = value;
    }

    /// <summary>The tasks as they are now, the oldest first.</summary>
    public IReadOnlyList<TaskStatus> Tasks => deployment.Tasks.Tasks;

    /// <summary>Makes a task that has one command executed, in the form that generic-worker has on this operating system.</summary>
    /// <param name="workerPoolId">The worker pool that is to do it.</param>
    /// <param name="command">For bash, or on Windows a line of a batch file.</param>
    /// <returns>The task's ID.</returns>
    /// <exception cref="ArgumentException">The queue would refuse it.</exception>
    public string CreateTask(string workerPoolId, string command) => deployment.CreateTask(workerPoolId, command);

    /// <summary>Makes a task.</summary>
    /// <param name="definitionJson">Its definition, as createTask takes it.</param>
    /// <returns>The task's ID.</returns>
    /// <exception cref="ArgumentException">The queue would refuse it.</exception>
    public string CreateTask(string definitionJson) =>
        deployment.CreateTask(JsonText.ParseObject(definitionJson, nameof(definitionJson)));

    /// <summary>Completes when a task is as it should be.</summary>
    /// <param name="taskId">One that was made here.</param>
    /// <param name="fits">How it should be.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<TaskStatus> WaitForTaskAsync(string taskId, Func<TaskStatus, bool> fits, CancellationToken cancellationToken = default) =>
        deployment.Tasks.WaitAsync(taskId, fits, cancellationToken);

    /// <summary>What a worker uploaded as an artifact; null where it did not.</summary>
    public byte[]? ReadArtifact(string taskId, int runId, string name) => deployment.Artifacts.Read(taskId, runId, name);

    /// <summary>Sets when worker-manager forgets a worker that was added, whose registrations are refused from then on.</summary>
    public void SetWorkerExpiry(string workerPoolId, string workerGroup, string workerId, DateTimeOffset expires) =>
        WorkerManager.Find(workerPoolId, workerGroup, workerId).Expires = expires;

    /// <summary>Stops a worker that was added, as its cloud or worker-manager may do: it is not running any more.</summary>
    public void StopWorker(string workerPoolId, string workerGroup, string workerId) =>
        WorkerManager.Find(workerPoolId, workerGroup, workerId).Stopped = true;

    /// <summary>Makes a worker pool known that has no worker of its own here: standalone workers can report errors then.</summary>
    public void AddWorkerPool(string workerPoolId) => WorkerManager.AddPool(workerPoolId);

    /// <summary>Adds a client with permanent credentials; without scopes it may do everything ("*").</summary>
    public void AddClient(string clientId, string accessToken, params IReadOnlyList<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        deployment.Clients.Set(new Client(clientId, accessToken, scopes.Count == 0 ? ["*"] : scopes));
    }

    /// <summary>Takes a secret away; one that is not there is ignored.</summary>
    public void RemoveSecret(string name) => deployment.Secrets.Remove(name);

    /// <summary>Sets a secret; its value is a JSON object.</summary>
    public void SetSecret(string name, string json) => deployment.Secrets.Set(name, JsonText.ParseObject(json, nameof(json)));

    /// <summary>The first request that fits and is answered or dropped, be it already or in time to come.</summary>
    public Task<RecordedRequest> WaitForRequestAsync(
        Func<RecordedRequest, bool> predicate, CancellationToken cancellationToken = default) =>
        journal.Requests.WaitAsync(predicate, cancellationToken);

    /// <summary>The first request that fits, as soon as it has arrived; its status is null. A delay has begun by then.</summary>
    public Task<RecordedRequest> WaitForArrivalAsync(
        Func<RecordedRequest, bool> predicate, CancellationToken cancellationToken = default) =>
        journal.Arrivals.WaitAsync(predicate, cancellationToken);

    /// <summary>Stops listening and ends what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (page is not null)
            await page.DisposeAsync();
        await server.DisposeAsync();
        deployment.Tasks.Dispose();
    }

    private WorkerManagerService WorkerManager => deployment.WorkerManager;

    private WorkerPlace Place(string workerPoolId, string providerId, string workerGroup, string? workerConfigJson) =>
        new(workerPoolId, providerId, workerGroup, RootUrl, ParseConfig(workerConfigJson));

    private static JsonObject? ParseConfig(string? workerConfigJson) =>
        workerConfigJson is null ? null : JsonText.ParseObject(workerConfigJson, nameof(workerConfigJson));
}
