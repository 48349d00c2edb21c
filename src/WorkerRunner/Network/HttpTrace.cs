using System.Globalization;
using System.Text;
using WorkerRunner.Logging;

namespace WorkerRunner.Network;

/// <summary>Shows every request and its answer at the level Debug, and does nothing where nobody wants to see them.</summary>
/// <param name="inner">Does the work.</param>
/// <param name="log">Where they are shown.</param>
/// <param name="time">Measures how long an answer takes.</param>
internal sealed class HttpTrace(HttpMessageHandler inner, RunLog log, TimeProvider time) : DelegatingHandler(inner)
{
    // None that can hold a token, a signature or a name of either.
    private static readonly string[] ShownHeaders = ["Date", "ETag", "Retry-After", "Server"];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        log.Wants(LogLevel.Debug) ? TraceAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> TraceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var what = $"{request.Method} {request.RequestUri}";
        log.Write(Messages.RequestSent(what, await BodyAsync(request.Content, cancellationToken).ConfigureAwait(false)));
        var start = time.GetTimestamp();
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // Read here, it is kept for whoever asked.
            var body = await BodyAsync(response.Content, cancellationToken).ConfigureAwait(false);
            log.Write(Messages.AnswerReceived((int)response.StatusCode, Since(start), what, Headers(response), body));
            return response;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            log.Write(Messages.NoAnswer(Since(start), what, e.Message));
            throw;
        }
    }

    private string Since(long start) => string.Format(CultureInfo.InvariantCulture, "{0:F0} ms", time.GetElapsedTime(start).TotalMilliseconds);

    private static string Headers(HttpResponseMessage response)
    {
        var text = new StringBuilder();
        foreach (var name in ShownHeaders)
            if (response.Headers.TryGetValues(name, out var values)) text.Append("; ").Append(name).Append(": ").Append(string.Join(", ", values));
        return text.ToString();
    }

    private static async Task<string> BodyAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null) return "";
        var bytes = await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        return bytes.Length == 0 ? "" : $"; {BodyOutline.Of(bytes)}";
    }
}
