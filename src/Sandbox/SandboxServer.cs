using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Taskcluster;
using WorkerRunner.Sandbox.Taskcluster.Authentication;
using WorkerRunner.Sandbox.Taskcluster.Secrets;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox;

/// <summary>
/// A Taskcluster deployment on loopback: a real web server that behaves like the real services towards a worker's runner,
/// as far as worker-manager's worker interface and the secrets service go. Thread-safe.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private const string IssuerId = "static/taskcluster/worker-manager";
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);

    private readonly WebApplication application;
    private readonly SandboxClock clock;
    private readonly ClientDirectory clients;
    private readonly SecretStore secrets;
    private readonly WorkerManagerService workerManager;
    private readonly HttpFront front;

    private SandboxServer(SandboxOptions options, WorkerManagerSchemas schemas)
    {
        clock = new SandboxClock(options.Time);
        clients = new ClientDirectory();
        secrets = new SecretStore(clock);
        var issuer = new Client(IssuerId, CredentialIssuer.NewSecret(), ["*"]);
        clients.Set(issuer);
        workerManager = new WorkerManagerService(clock, new CredentialIssuer(issuer), schemas)
        {
            CredentialLifetime = options.CredentialLifetime,
        };
        ApiMethod[] methods = [.. workerManager.Methods, .. secrets.Methods];
        var taskcluster = new TaskclusterService(methods, new Authenticator(clients, clock), clock);
        front = new HttpFront([taskcluster], Faults, clock);
        front.Recorded += request => RequestRecorded?.Invoke(this, request);
        application = BuildApplication(options.Port, front);
    }

    /// <summary>Raised on a thread of the server for every request, once it is answered or dropped.</summary>
    public event EventHandler<RecordedRequest>? RequestRecorded;

    /// <summary>The root URL, without a slash at its end.</summary>
    public string RootUrl { get; private set; } = "";

    /// <summary>What goes wrong on purpose.</summary>
    public FaultList Faults { get; } = new();

    /// <summary>How far the server's clock is ahead of the options' time; may be changed at any time.</summary>
    public TimeSpan ClockSkew
    {
        get => clock.Skew;
        set => clock.Skew = value;
    }

    /// <summary>How long the credentials of the next registrations are good.</summary>
    public TimeSpan CredentialLifetime
    {
        get => workerManager.CredentialLifetime;
        set => workerManager.CredentialLifetime = value;
    }

    /// <summary>Behaves like worker-manager before v96.3, which answers 400 InputValidationError to systemBootTime.</summary>
    public bool LegacyNoSystemBootTime
    {
        get => workerManager.Legacy.NoSystemBootTime;
        set => workerManager.Legacy.NoSystemBootTime = value;
    }

    /// <summary>Behaves like worker-manager before v31, whose registrations answer no secret.</summary>
    public bool LegacyNoSecret
    {
        get => workerManager.Legacy.NoSecret;
        set => workerManager.Legacy.NoSecret = value;
    }

    /// <summary>Behaves like an old worker-manager, whose registrations answer no workerConfig.</summary>
    public bool LegacyNoWorkerConfig
    {
        get => workerManager.Legacy.NoWorkerConfig;
        set => workerManager.Legacy.NoWorkerConfig = value;
    }

    /// <summary>The requests answered or dropped so far, in that order. A client that has its answer finds its request here.</summary>
    public IReadOnlyList<RecordedRequest> Requests => front.Requests.Snapshot();

    /// <summary>The requests that arrived so far, also those under way. Their status is always null.</summary>
    public IReadOnlyList<RecordedRequest> Arrivals => front.Arrivals.Snapshot();

    /// <summary>The error reports accepted so far.</summary>
    public IReadOnlyList<ErrorReport> ErrorReports => workerManager.ErrorReports;

    /// <summary>The workers removed so far, each once.</summary>
    public IReadOnlyList<RemovedWorker> RemovedWorkers => workerManager.RemovedWorkers;

    /// <summary>Starts a sandbox; it listens when the task is done. A port that is taken is an <see cref="IOException"/>.</summary>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        var schemas = await WorkerManagerSchemas.LoadAsync(cancellationToken);
        var sandbox = new SandboxServer(options ?? new SandboxOptions(), schemas);
        try
        {
            await sandbox.ListenAsync(cancellationToken);
            return sandbox;
        }
        catch
        {
            await sandbox.application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a worker of a static provider (and its worker pool), or replaces the one of the same name.</summary>
    /// <param name="workerPoolId">The worker pool.</param>
    /// <param name="providerId">The provider.</param>
    /// <param name="workerGroup">The worker group.</param>
    /// <param name="workerId">The worker's ID.</param>
    /// <param name="staticSecret">What the worker proves its identity with: 44 characters of [A-Za-z0-9_-].</param>
    /// <param name="workerConfigJson">The worker pool's workerConfig, a JSON object; null for an answer without one.</param>
    public void AddStaticWorker(
        string workerPoolId,
        string providerId,
        string workerGroup,
        string workerId,
        string staticSecret,
        string? workerConfigJson = null) => workerManager.Add(new Worker
        {
            WorkerPoolId = workerPoolId,
            ProviderId = providerId,
            WorkerGroup = workerGroup,
            WorkerId = workerId,
            Identity = new StaticIdentity(staticSecret),
            WorkerConfig = workerConfigJson is null ? null : ParseObject(workerConfigJson, nameof(workerConfigJson)),
        });

    /// <summary>Makes a worker pool known that has no worker of its own here: standalone workers can report errors then.</summary>
    public void AddWorkerPool(string workerPoolId) => workerManager.AddPool(workerPoolId);

    /// <summary>Adds a client with permanent credentials; without scopes it may do everything ("*").</summary>
    public void AddClient(string clientId, string accessToken, params IReadOnlyList<string> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        clients.Set(new Client(clientId, accessToken, scopes.Count == 0 ? ["*"] : scopes));
    }

    /// <summary>Sets a secret; its value is a JSON object.</summary>
    public void SetSecret(string name, string json) => secrets.Set(name, ParseObject(json, nameof(json)));

    /// <summary>The first request that fits and is answered or dropped, be it already or in time to come.</summary>
    public Task<RecordedRequest> WaitForRequestAsync(
        Func<RecordedRequest, bool> predicate, CancellationToken cancellationToken = default) =>
        front.Requests.WaitAsync(predicate, cancellationToken);

    /// <summary>The first request that fits, as soon as it has arrived; its status is null. A delay has begun by then.</summary>
    public Task<RecordedRequest> WaitForArrivalAsync(
        Func<RecordedRequest, bool> predicate, CancellationToken cancellationToken = default) =>
        front.Arrivals.WaitAsync(predicate, cancellationToken);

    /// <summary>Stops listening and ends what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(ShutdownLimit);
        await application.StopAsync(limit.Token);
        await application.DisposeAsync();
    }

    private static WebApplication BuildApplication(int port, HttpFront front)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        application.Run(context => front.HandleAsync(context, application.Lifetime.ApplicationStopping));
        return application;
    }

    private static JsonObject ParseObject(string json, string parameter)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new ArgumentException("A JSON object is expected.", parameter);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"No JSON: {e.Message}", parameter, e);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await application.StartAsync(cancellationToken);
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        RootUrl = addresses.Addresses.Single().TrimEnd('/');
    }
}
