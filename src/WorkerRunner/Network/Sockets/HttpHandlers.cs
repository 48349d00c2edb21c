using System.Net;
using System.Net.Security;
using WorkerRunner.Logging;

namespace WorkerRunner.Network;

/// <summary>
/// The handlers of requests. They are those below HttpClientHandler, which would link the handling of client certificates to start-worker.
/// .NET Framework has its own, in NetFramework/.
/// </summary>
internal static class HttpHandlers
{
    // Independent requests are to go out together.
    private const int Connections = 16;

    /// <summary>For Taskcluster: takes gzip and deflate, and goes through the proxy that the rules name.</summary>
    public static HttpMessageHandler Create(RunLog log, TimeProvider time, ProxyRules proxies)
    {
        var handler = Direct(log, time);
        handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
        handler.UseProxy = true;
        handler.Proxy = proxies;
        return handler;
    }

    /// <summary>For a cloud's metadata service: straight to it, never through a proxy.</summary>
    public static HttpMessageHandler CreateDirect(RunLog log, TimeProvider time) => Direct(log, time);

    /// <summary>No redirect is followed: a signed request is meant for one place, and a metadata service gives none.</summary>
    private static SocketsHttpHandler Direct(RunLog log, TimeProvider time) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = Connections,
        ConnectCallback = new Connector(log, time).ConnectAsync,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
                CertificateFault.Check(((SslStream)sender).TargetHostName, certificate, chain, errors, time.GetUtcNow()),
        },
    };
}
