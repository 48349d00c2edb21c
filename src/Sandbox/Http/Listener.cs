using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace WorkerRunner.Sandbox.Http;

/// <summary>A loopback port and what answers there; with a certificate over HTTPS.</summary>
internal sealed class Listener(int port, X509Certificate2? certificate, IFront front)
{
    private ListenOptions? options;

    /// <summary>What answers.</summary>
    public IFront Front { get; } = front;

    /// <summary>The TCP port; of any that is free, the one that it has become, once the server has started.</summary>
    public int Port => options?.IPEndPoint?.Port ?? port;

    /// <summary>The base address, without a slash at its end.</summary>
    public string Address => $"{(certificate is null ? "http" : "https")}://{IPAddress.Loopback}:{Port}";

    /// <summary>Has the server listen here.</summary>
    public void Configure(KestrelServerOptions kestrel) => kestrel.Listen(IPAddress.Loopback, port, listen =>
    {
        listen.Protocols = HttpProtocols.Http1;
        if (certificate is not null)
            listen.UseHttps(certificate);
        listen.Use(next => connection =>
        {
            connection.Features.Set(new Wire(connection.Transport.Output, connection.ConnectionClosed));
            return next(connection);
        });
        // The server writes the port that it was given back into these options.
        options = listen;
    });
}
