namespace WorkerRunner.Network;

/// <summary>
/// Reads answers whole, up to a limit, and turns whatever goes wrong with a request or its answer into a <see cref="NoAnswerException"/>:
/// the one place that says what a failed attempt is.
/// </summary>
/// <param name="inner">Makes the requests.</param>
/// <param name="proxies">Which of them go through a proxy; null where none does.</param>
/// <param name="limit">The largest body, in bytes, as it is after decompression.</param>
internal sealed class AnswerReader(HttpMessageHandler inner, ProxyRules? proxies, int limit) : DelegatingHandler(inner)
{
    private const int BufferBytes = 16 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // A read of .NET Framework's ends with its connection only.
            using (cancellationToken.Register(response.Dispose))
                response.Content = await ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Of no kind alone: a handler throws what a socket, a proxy, TLS, a decompressor or a parser of headers threw.
            response?.Dispose();
            throw NetworkFault.Of(e, request.RequestUri!, proxies?.For(request.RequestUri!));
        }
        catch (Exception)
        {
            response?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    private async Task<HttpContent> ReadAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null) return new ByteArrayContent([]);
        using var body = new MemoryStream();
        var buffer = new byte[BufferBytes];
        using (var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false))
        {
            while (await stream.ReadAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                if (body.Length + count > limit) throw new InvalidDataException($"the answer is larger than {limit >> 20} MiB");
                body.Write(buffer, 0, count);
            }
        }
        var read = new ByteArrayContent(body.ToArray());
        if (content.Headers.ContentType is { } type) read.Headers.ContentType = type;
        content.Dispose();
        return read;
    }
}
