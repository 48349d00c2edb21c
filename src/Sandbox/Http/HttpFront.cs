using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Http;

/// <summary>Takes requests off the wire whole, lets faults and services have them, and records them.</summary>
internal sealed class HttpFront(IReadOnlyList<IService> services, FaultList faults, SandboxClock clock)
{
    /// <summary>Requests as they arrive, before anything but a delay is done about them.</summary>
    public RequestLog Arrivals { get; } = new();

    /// <summary>Requests that are answered or dropped.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>Raised after a request is recorded as answered or dropped.</summary>
    public event Action<RecordedRequest>? Recorded;

    /// <summary>The whole way of a request, cut short when the server stops.</summary>
    public async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        await using var registration = stopping.Register(context.Abort);
        var request = await ReadAsync(context);
        var arrival = Describe(request);
        var exchange = new Exchange(context, request, Dispatch, status => Record(arrival with { Status = status }), clock);
        var fault = faults.Strike(request.Method, request.RawTarget);
        // The timer runs before anybody hears of the request: who then moves a fake clock on by the delay ends it.
        var delay = exchange.WaitAsync(fault?.DelayBefore ?? TimeSpan.Zero);
        Arrivals.Add(arrival);
        try
        {
            await delay;
            await (fault?.ApplyAsync(exchange) ?? exchange.SendAsync(exchange.Handle()));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Drop();
        }
    }

    private SandboxReply Dispatch(SandboxRequest request)
    {
        foreach (var service in services)
        {
            if (service.Handle(request) is { } reply)
                return reply;
        }
        return SandboxReply.Json(404, new JsonObject { ["error"] = "Not found" });
    }

    private void Record(RecordedRequest request)
    {
        Requests.Add(request);
        Recorded?.Invoke(request);
    }

    private async Task<SandboxRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => string.Join(", ", header.Value.ToArray()),
            StringComparer.OrdinalIgnoreCase);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return new SandboxRequest(clock.Time.GetUtcNow(), context.Request.Method, target, headers, body.ToArray());
    }

    private static RecordedRequest Describe(SandboxRequest request)
    {
        var hawk = HawkHeader.Peek(request.Header("Authorization"));
        return new RecordedRequest
        {
            Time = request.Time,
            Method = request.Method,
            Target = request.RawTarget,
            Headers = request.Headers,
            Body = request.BodyText,
            ClientId = hawk?.Id,
            HawkExt = hawk?.DecodedExt,
        };
    }
}
