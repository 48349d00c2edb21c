namespace WorkerRunner.Metadata;

/// <summary>The handler of requests to a cloud's metadata service.</summary>
internal static class MetadataHandlers
{
    // .NET Framework allows two at a time by default; independent requests are to go out together.
    private const int Connections = 16;

    /// <summary>Straight to the link-local address, never through a proxy, and following no redirect.</summary>
    public static HttpMessageHandler Create() => new HttpClientHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = Connections,
    };
}
