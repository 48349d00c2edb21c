using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace WorkerRunner.Properties.Lives;

/// <summary>
/// A deployment with one worker, whose clock is right: it knows which credentials it gave and until when, takes each secret once, and fails
/// when it is to.
/// </summary>
internal sealed class Deployment(TestTime time, TimeSpan lifetime, IReadOnlyList<Outage> outages, Random random)
{
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(15);

    private readonly object gate = new();
    private readonly List<DateTimeOffset> expiries = [];
    private readonly List<string> reports = [];

    /// <summary>The time by its clock.</summary>
    public DateTimeOffset Now => TestTime.Origin + TimeSpan.FromTicks(time.GetTimestamp());

    /// <summary>How often it removed the worker.</summary>
    public int Removals { get; private set; }

    /// <summary>Whether new credentials were made that never arrived.</summary>
    public bool LostCredentials { get; private set; }

    /// <summary>The titles of the errors that were reported.</summary>
    public IReadOnlyList<string> Reports
    {
        get
        {
            lock (gate) return [.. reports];
        }
    }

    /// <summary>When the credentials of a client expire.</summary>
    public DateTimeOffset ExpiryOf(string clientId)
    {
        lock (gate) return expiries[Generation(clientId)];
    }

    /// <summary>The longest time without a failure within some time.</summary>
    public TimeSpan LongestUp(DateTimeOffset from, DateTimeOffset to)
    {
        var (longest, since) = (TimeSpan.Zero, from);
        foreach (var outage in outages)
        {
            var (begin, end) = (TestTime.Origin + outage.From, TestTime.Origin + outage.To);
            if (end <= since) continue;
            if (begin >= to) break;
            if (begin - since > longest) longest = begin - since;
            since = end;
        }
        return to - since > longest ? to - since : longest;
    }

    public bool IsUp(DateTimeOffset from, DateTimeOffset to) => LongestUp(from, to) >= to - from;

    /// <summary>The network of a runner.</summary>
    public HttpMessageHandler Connect(LifeClock clock) => new Handler(this, clock);

    private async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, LifeClock clock, CancellationToken cancellationToken)
    {
        if (clock.IsOff) return await NeverAsync(cancellationToken);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var since = TimeSpan.FromTicks(time.GetTimestamp());
        switch (outages.FirstOrDefault(o => o.From <= since && since < o.To)?.Failure)
        {
            case Failure.Refuses:
                throw new HttpRequestException("Connection refused");
            case Failure.IsIll:
                return Response(503, "{}");
            case Failure.Hangs:
                return await NeverAsync(cancellationToken);
            case Failure.LosesAnswers:
                Do(request, body, isLost: true);
                throw new HttpRequestException("Connection reset");
        }
        var (status, answer) = Do(request, body, isLost: false);
        var latency = NextLatency();
        if (latency > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(latency, clock, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                LostCredentials |= request.RequestUri!.AbsolutePath.EndsWith("/reregister", StringComparison.Ordinal);
                throw;
            }
        }
        return Response(status, answer);
    }

    private TimeSpan NextLatency()
    {
        lock (gate) return random.Next(8) > 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(random.Next(1, 8000));
    }

    private (int Status, string Body) Do(HttpRequestMessage request, string body, bool isLost)
    {
        lock (gate)
        {
            var path = request.RequestUri!.AbsolutePath;
            if (path.EndsWith("/ping", StringComparison.Ordinal)) return (200, """{"alive":true}""");
            if (path.EndsWith("/register", StringComparison.Ordinal)) return expiries.Count > 0 ? Refused(400, "InputError", "registered already") : Credentials();
            if (Refusal(request) is { } refusal) return refusal;
            if (request.Method == HttpMethod.Delete)
            {
                Removals++;
                return (200, "{}");
            }

            using var json = JsonDocument.Parse(body);
            if (path.EndsWith("/reregister", StringComparison.Ordinal))
            {
                if (json.RootElement.GetProperty("secret").GetString() != Secret(expiries.Count - 1)) return Refused(400, "InputError", "Could not generate credentials for this secret");
                LostCredentials |= isLost;
                return Credentials();
            }
            reports.Add(json.RootElement.GetProperty("title").GetString()!);
            return (200, "{}");
        }
    }

    private (int Status, string Body)? Refusal(HttpRequestMessage request)
    {
        var header = request.Headers.GetValues("Authorization").Single();
        var signed = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Field(header, "ts"), CultureInfo.InvariantCulture));
        if ((signed - Now).Duration() > LargestSkew) return Refused(401, "AuthenticationFailed", "Unauthorized: Stale timestamp");
        return expiries[Generation(Field(header, "id"))] <= Now ? Refused(401, "AuthenticationFailed", "Unauthorized: expired") : null;
    }

    private (int Status, string Body) Credentials()
    {
        var generation = expiries.Count;
        expiries.Add(Now + lifetime);
        return (200, JsonSerializer.Serialize(new
        {
            expires = expiries[generation].ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            secret = Secret(generation),
            credentials = new { clientId = $"worker/{generation}", accessToken = $"access-token-{generation}" },
            workerConfig = new { },
        }));
    }

    private static string Secret(int generation) => $"registration-secret-{generation}";

    private static int Generation(string clientId) => int.Parse(clientId.Split('/')[1], CultureInfo.InvariantCulture);

    private static string Field(string header, string name)
    {
        var begin = header.IndexOf(name + "=\"", StringComparison.Ordinal) + name.Length + 2;
        return header[begin..header.IndexOf('"', begin)];
    }

    private static (int Status, string Body) Refused(int status, string code, string message) => (status, JsonSerializer.Serialize(new { code, message }));

    private HttpResponseMessage Response(int status, string body)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Headers.Date = Now;
        return response;
    }

    private static async Task<HttpResponseMessage> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("An endless wait has ended.");
    }

    private sealed class Handler(Deployment deployment, LifeClock clock) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            deployment.AnswerAsync(request, clock, cancellationToken);
    }
}
