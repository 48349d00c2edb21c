using System.Net;

namespace WorkerRunner.Taskcluster;

/// <summary>
/// The handler of requests to Taskcluster. On .NET it is the one below HttpClientHandler, which would link the handling of client
/// certificates to start-worker; .NET Framework has only the latter.
/// </summary>
internal static class HttpHandlers
{
    /// <summary>
    /// Follows no redirect (a signed request is meant for one place), takes gzip and deflate, and goes through the proxy that the
    /// system is set to.
    /// </summary>
    public static HttpMessageHandler Create()
    {
#if NET
        return new SocketsHttpHandler
#else
        AllowTls12();
        return new HttpClientHandler
#endif
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            UseCookies = false,
        };
    }

#if !NET
    /// <summary>
    /// Windows PowerShell speaks SSL 3 and TLS 1.0 only on systems that nobody has told otherwise. It is a setting of the whole process:
    /// we add what Taskcluster needs and take nothing away, and leave it alone where the system decides.
    /// </summary>
    private static void AllowTls12()
    {
        if (ServicePointManager.SecurityProtocol != SecurityProtocolType.SystemDefault) ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
    }
#endif
}
