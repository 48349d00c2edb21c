using System.Net;

namespace WorkerRunner.Taskcluster;

/// <summary>The handler of requests to Taskcluster.</summary>
internal static class HttpHandlers
{
    /// <summary>
    /// Follows no redirect (a signed request is meant for one place), takes gzip and deflate, and goes through the proxy that the
    /// system is set to.
    /// </summary>
    public static HttpMessageHandler Create() => new HttpClientHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        UseCookies = false,
    };
}
