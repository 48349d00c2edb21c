namespace WorkerRunner;

/// <summary>.NET's overloads with a cancellation token; a body is null where there is none.</summary>
internal static class HttpContentExtensions
{
    public static Task<Stream> ReadAsStreamAsync(this HttpContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content.ReadAsStreamAsync();
    }

    public static Task<byte[]> ReadAsByteArrayAsync(this HttpContent? content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content?.ReadAsByteArrayAsync() ?? Task.FromResult(Array.Empty<byte>());
    }
}
