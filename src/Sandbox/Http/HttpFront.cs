using Microsoft.AspNetCore.Http.Features;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Taskcluster.Authentication;

namespace WorkerRunner.Sandbox.Http;

/// <summary>Takes a service's requests off the wire whole, lets faults and the service have them, and records them.</summary>
internal sealed class HttpFront(string name, IService service, FaultList faults, RequestJournal journal, SandboxClock clock) : IFront
{
    /// <inheritdoc/>
    public async Task HandleAsync(HttpContext context, CancellationToken stopping)
    {
        await using var registration = stopping.Register(context.Abort);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var request = await ReadAsync(context);
        var arrival = Describe(request);
        // The timers run before anybody hears of the request: who then moves a fake clock on by the delay ends it.
        var ready = service.WaitAsync(request, ended.Token);
        var exchange = new Exchange(context, request, ready, service.Handle, status => journal.Record(arrival.Ended(status, clock.Time.GetUtcNow())), clock);
        var fault = faults.Strike(name, request.Method, request.RawTarget);
        var delay = exchange.WaitAsync(fault?.DelayBefore ?? TimeSpan.Zero);
        journal.Arrive(arrival);
        try
        {
            await delay;
            await (fault?.ApplyAsync(exchange) ?? exchange.SendAsync(await exchange.HandleAsync()));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            exchange.Drop();
        }
        finally
        {
            await ended.CancelAsync();
        }
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
        return new SandboxRequest(clock.Time.GetUtcNow(), context.Request.Method, target, headers, body.ToArray(), context.Request.IsHttps ? 443 : 80);
    }

    private RecordedRequest Describe(SandboxRequest request)
    {
        var hawk = HawkHeader.Peek(request.Header("Authorization"));
        return new RecordedRequest
        {
            Number = journal.NextNumber(),
            Service = name,
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
