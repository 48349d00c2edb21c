namespace WorkerRunner;

/// <summary>.NET's overload with a cancellation token; the body is buffered already when it is called, and null where there is none.</summary>
internal static class HttpContentExtensions
{
    public static Task<byte[]> ReadAsByteArrayAsync(this HttpContent? content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return content?.ReadAsByteArrayAsync() ?? Task.FromResult(Array.Empty<byte>());
    }
}
