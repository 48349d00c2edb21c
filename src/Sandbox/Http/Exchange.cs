using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

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
    // Of real time, as the network is real.
    private static readonly TimeSpan LastBytesLimit = TimeSpan.FromMilliseconds(100);
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
        SetHeaders(reply);
        var body = Encode(reply);
        Record(reply.Status);
        if (body.Length > 0 && request.Method != "HEAD")
            await write(context.Response.Body, body);
    }

    /// <summary>Puts bytes on the wire, past the web server.</summary>
    /// <param name="status">The status that the request is recorded with.</param>
    /// <param name="bytes">The bytes.</param>
    public async Task SendRawAsync(int status, byte[] bytes)
    {
        Record(status);
        await Wire.Output.WriteAsync(bytes, Aborted);
    }

    /// <summary>Ends the connection once what was sent is on its way, which <see cref="Abort"/> alone would take back.</summary>
    public async Task CloseAsync()
    {
        await Wire.Output.CompleteAsync();
        await Task.Delay(LastBytesLimit, Wire.Closed).ContinueWith(_ => { }, TaskScheduler.Default);
        Abort();
    }

    private Wire Wire => context.Features.GetRequiredFeature<Wire>();

    private void Record(int? status)
    {
        if (recorded)
            return;
        recorded = true;
        record(status);
    }

    private void SetHeaders(SandboxReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        response.Headers.Date = clock.Now.ToString("R", CultureInfo.InvariantCulture);
        if (reply.Body.Length > 0)
        {
            response.ContentType = reply.ContentType;
            response.ContentLength = reply.Body.Length;
        }
        foreach (var (name, value) in reply.Headers)
            response.Headers[name] = value;
    }

    /// <summary>A compressed body is sent in chunks, because the real services do not know its length beforehand.</summary>
    private byte[] Encode(SandboxReply reply)
    {
        if (reply.CompressFrom is not { } least || reply.Body.Length < least || request.Method == "HEAD")
            return reply.Body;
        if (ContentCoding.Choose(request.Header("Accept-Encoding")) is not { } coding)
            return reply.Body;
        context.Response.Headers.ContentEncoding = coding.Name;
        context.Response.ContentLength = null;
        return coding.Encode(reply.Body);
    }
}
