using System.Security.Cryptography.X509Certificates;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.Sandbox.Http;

/// <summary>The web server behind all addresses of a sandbox: one port a service.</summary>
internal sealed class WebServer(FaultList faults, RequestJournal journal) : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(2);
    private readonly List<Listener> listeners = [];
    private WebApplication? application;

    /// <summary>Adds a port for a service, before the start.</summary>
    /// <param name="name">The service's name in records and faults.</param>
    /// <param name="service">What answers.</param>
    /// <param name="clock">The service's clock.</param>
    /// <param name="port">The TCP port; 0 for any that is free.</param>
    /// <param name="certificate">The certificate for HTTPS; null for plain HTTP.</param>
    public Listener Listen(string name, IService service, SandboxClock clock, int port = 0, X509Certificate2? certificate = null) =>
        Listen(new HttpFront(name, service, faults, journal, clock), port, certificate);

    /// <summary>Adds a port for something else, before the start.</summary>
    /// <param name="front">What has the requests.</param>
    /// <param name="port">The TCP port; 0 for any that is free.</param>
    /// <param name="certificate">The certificate for HTTPS; null for plain HTTP.</param>
    public Listener Listen(IFront front, int port, X509Certificate2? certificate = null)
    {
        var listener = new Listener(port, certificate, front);
        listeners.Add(listener);
        return listener;
    }

    /// <summary>Starts to listen.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        application = Build();
        await application.StartAsync(cancellationToken);
    }

    /// <summary>Stops listening and ends what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (application is null)
            return;
        using var limit = new CancellationTokenSource(ShutdownLimit);
        await application.StopAsync(limit.Token);
        await application.DisposeAsync();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var listener in listeners)
                listener.Configure(kestrel);
        });
        var built = builder.Build();
        built.Run(context => listeners.Single(listener => listener.Port == context.Connection.LocalPort)
            .Front.HandleAsync(context, built.Lifetime.ApplicationStopping));
        return built;
    }
}
