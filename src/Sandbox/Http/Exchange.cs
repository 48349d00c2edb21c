using System.Globalization;
using System.IO.Compression;

namespace WorkerRunner.Sandbox.Http;

/// <summary>One request and what becomes of it. However it ends, it is recorded once, before the client can see the end.</summary>
internal sealed class Exchange(
    HttpContext context,
    SandboxRequest request,
    Task ready,
    Func<SandboxRequest, SandboxReply> handle,
    Action<int?> record,
    SandboxClock clock)
{
    private bool recorded;

    /// <summary>Cancelled when the client is gone or the sandbox stops.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>Has the request handled, when the service is ready for it; its answer is not sent yet.</summary>
    public async Task<SandboxReply> HandleAsync()
    {
        await ready;
        return handle(request);
    }

    /// <summary>Waits by the sandbox's time.</summary>
    public Task WaitAsync(TimeSpan delay) => Task.Delay(delay, clock.Time, Aborted);

    /// <summary>Ends the connection without an answer.</summary>
    public void Drop()
    {
        Record(null);
        Abort();
    }

    /// <summary>Ends the connection where it stands.</summary>
    public void Abort() => context.Abort();

    /// <summary>Sends an answer whole.</summary>
    public Task SendAsync(SandboxReply reply) =>
        SendAsync(reply, (stream, body) => stream.WriteAsync(body, Aborted).AsTask());

    /// <summary>Sends an answer, whose body (compressed, if the client asked for it) the caller writes.</summary>
    public async Task SendAsync(SandboxReply reply, Func<Stream, byte[], Task> write)
    {
        var body = reply.MayCompress ? Encode(reply.Body) : reply.Body;
        SetHeaders(reply, body.Length);
        Record(reply.Status);
        if (body.Length > 0)
            await write(context.Response.Body, body);
    }

    private void Record(int? status)
    {
        if (recorded)
            return;
        recorded = true;
        record(status);
    }

    private void SetHeaders(SandboxReply reply, int length)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers.Date = clock.Now.ToString("R", CultureInfo.InvariantCulture);
        if (length > 0)
        {
            response.ContentType = reply.ContentType;
            response.ContentLength = length;
        }
        foreach (var (name, value) in reply.Headers)
            response.Headers[name] = value;
    }

    private byte[] Encode(byte[] body)
    {
        if (body.Length == 0 || !AcceptsGzip())
            return body;
        context.Response.Headers.ContentEncoding = "gzip";
        context.Response.Headers.Vary = "Accept-Encoding";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        return packed.ToArray();
    }

    private bool AcceptsGzip() => request.Header("Accept-Encoding") is { } accepted
        && accepted.Split(',').Any(item => item.Split(';')[0].Trim().Equals("gzip", StringComparison.OrdinalIgnoreCase));
}
