using WorkerRunner.Sandbox.Http;
using WorkerRunner.Sandbox.Taskcluster.Authentication;
using WorkerRunner.Sandbox.Taskcluster.Secrets;
using WorkerRunner.Sandbox.Taskcluster.WorkerManager;

namespace WorkerRunner.Sandbox.Taskcluster;

/// <summary>The services of a Taskcluster deployment, and what they share: a clock and the clients.</summary>
internal sealed class Deployment
{
    private const string IssuerId = "static/taskcluster/worker-manager";

    /// <summary>Puts the services together.</summary>
    /// <param name="options">The sandbox's options.</param>
    /// <param name="rootUrl">Tells the root URL, which is known only when the server listens.</param>
    public Deployment(SandboxOptions options, Func<string> rootUrl)
    {
        Clock = new SandboxClock(options.Time);
        Secrets = new SecretStore(Clock);
        var issuer = new Client(IssuerId, CredentialIssuer.NewSecret(), ["*"]);
        Clients.Set(issuer);
        WorkerManager = new WorkerManagerService(Clock, new CredentialIssuer(issuer))
        {
            CredentialLifetime = options.CredentialLifetime,
        };
        Service = new TaskclusterService([.. WorkerManager.Methods, .. Secrets.Methods], new Authenticator(Clients, Clock), Clock, rootUrl);
    }

    /// <summary>The deployment's clock.</summary>
    public SandboxClock Clock { get; }

    /// <summary>The clients with permanent credentials.</summary>
    public ClientDirectory Clients { get; } = new();

    /// <summary>The secrets service.</summary>
    public SecretStore Secrets { get; }

    /// <summary>The worker-manager service.</summary>
    public WorkerManagerService WorkerManager { get; }

    /// <summary>What answers at the root URL.</summary>
    public IService Service { get; }
}
