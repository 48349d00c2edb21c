using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;
using WorkerRunner.Sandbox.Taskcluster.PurgeCache;
using WorkerRunner.Sandbox.Taskcluster.Queue;
using WorkerRunner.Sandbox.Taskcluster.Secrets;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>The services of a Taskcluster deployment, and what they share: a clock and the clients.</summary>
internal sealed class Deployment
{
    private const string IssuerId = "static/taskcluster/worker-manager";

    private readonly Func<string> rootUrl;

    /// <summary>Puts the services together.</summary>
    /// <param name="options">The sandbox's options.</param>
    /// <param name="rootUrl">Tells the root URL, which is known only when the server listens.</param>
    public Deployment(SandboxOptions options, Func<string> rootUrl)
    {
        this.rootUrl = rootUrl;
        Clock = new SandboxClock(options.Time);
        Secrets = new SecretStore(Clock);
        var issuer = new Client(IssuerId, CredentialIssuer.NewSecret(), ["*"]);
        Clients.Set(issuer);
        WorkerManager = new WorkerManagerService(Clock, new CredentialIssuer(issuer))
        {
            CredentialLifetime = options.CredentialLifetime,
        };
        Tasks = new TaskBoard(Clock);
        Artifacts = new ArtifactStore();
        ApiMethod[] methods =
        [
            .. WorkerManager.Methods,
            .. Secrets.Methods,
            .. new QueueService(Tasks, new CredentialIssuer(issuer), Clock).Methods,
            .. new ArtifactService(Tasks, Artifacts, Clock, rootUrl).Methods,
            .. new PurgeCacheService(Clock).Methods,
        ];
        Service = new DeploymentFront(new TaskclusterService(methods, new Authenticator(Clients, Clock), Clock, rootUrl), Artifacts);
    }

    /// <summary>The deployment's clock.</summary>
    public SandboxClock Clock { get; }

    /// <summary>The clients with permanent credentials.</summary>
    public ClientDirectory Clients { get; } = new();

    /// <summary>The secrets service.</summary>
    public SecretStore Secrets { get; }

    /// <summary>The worker-manager service.</summary>
    public WorkerManagerService WorkerManager { get; }

    /// <summary>The queue's tasks.</summary>
    public TaskBoard Tasks { get; }

    /// <summary>The contents of the tasks' artifacts.</summary>
    public ArtifactStore Artifacts { get; }

    /// <summary>What answers at the root URL.</summary>
    public IService Service { get; }

    /// <summary>Makes a task that has one command executed.</summary>
    /// <returns>The task's ID.</returns>
    /// <exception cref="ArgumentException">The queue would refuse it.</exception>
    public string CreateTask(string workerPoolId, string command) => CreateTask(TaskDefinition.ForCommand(workerPoolId, command, Clock.Now));

    /// <summary>Makes a task.</summary>
    /// <returns>The task's ID.</returns>
    /// <exception cref="ArgumentException">The queue would refuse it.</exception>
    public string CreateTask(JsonObject definition)
    {
        var taskId = SlugId.New();
        try
        {
            QueueSchemas.CreateTask.Check(JsonSerializer.SerializeToElement(definition), rootUrl());
            Tasks.Create(taskId, TaskDefinition.Complete(taskId, definition, Clock.Now));
            return taskId;
        }
        catch (ApiException e)
        {
            throw new ArgumentException(e.Message.Trim(), nameof(definition), e);
        }
    }
}
