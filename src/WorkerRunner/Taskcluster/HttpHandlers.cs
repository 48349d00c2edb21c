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
#if NET
    public static HttpMessageHandler Create() => new SocketsHttpHandler
#else
    public static HttpMessageHandler Create() => new HttpClientHandler
#endif
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        UseCookies = false,
    };
}
