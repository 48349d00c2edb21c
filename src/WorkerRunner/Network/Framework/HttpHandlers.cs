using System.Net;
using WorkerRunner.Logging;

namespace WorkerRunner.Network;

/// <summary>
/// The handlers of requests, by .NET Framework's means. It tries the addresses of a name one after another: one that does not answer
/// costs some twenty seconds once, and is not tried first again.
/// </summary>
internal static class HttpHandlers
{
    // It allows two at a time by default; independent requests are to go out together.
    private const int Connections = 16;

    /// <summary>For Taskcluster: takes gzip and deflate, and goes through the proxy that the rules name.</summary>
    public static HttpMessageHandler Create(RunLog log, TimeProvider time, ProxyRules proxies)
    {
        AllowTls12();
        var handler = Direct(time);
        handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate;
        handler.Proxy = proxies;
        handler.UseProxy = true;
        return handler;
    }

    /// <summary>For a cloud's metadata service: straight to it, never through a proxy.</summary>
    public static HttpMessageHandler CreateDirect(RunLog log, TimeProvider time) => Direct(time);

    private static HttpClientHandler Direct(TimeProvider time) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxConnectionsPerServer = Connections,
        ServerCertificateCustomValidationCallback = (request, certificate, chain, errors) =>
            CertificateFault.Check(request.RequestUri.IdnHost, certificate, chain, errors, time.GetUtcNow()),
    };

    /// <summary>
    /// Windows PowerShell speaks SSL 3 and TLS 1.0 only on systems that nobody has told otherwise. It is a setting of the whole process:
    /// we add what Taskcluster needs and take nothing away, and leave it alone where the system decides.
    /// </summary>
    private static void AllowTls12()
    {
        if (ServicePointManager.SecurityProtocol != SecurityProtocolType.SystemDefault) ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
    }
}
