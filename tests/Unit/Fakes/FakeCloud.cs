using System.Net;
using System.Text;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Stands for a cloud's metadata service: values by path, 404 for others, IMDSv2's tokens, and a count of requests in flight.</summary>
internal sealed class FakeCloud(TestTime time) : HttpMessageHandler
{
    public const string TokenPath = "/latest/api/token";
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(6);

    private readonly object gate = new();
    private readonly Dictionary<string, Reply> values = new(StringComparer.Ordinal);
    private readonly List<Request> requests = [];
    private readonly Dictionary<string, DateTimeOffset> tokens = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<bool> together = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int tokensGiven;
    private int awaited;
    private int inFlight;

    /// <summary>Comes before the values: null where they are to answer.</summary>
    public Func<Request, CancellationToken, Task<Reply>?> Instead { get; set; } = (_, _) => null;

    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (gate) return [.. requests];
        }
    }

    public IEnumerable<Request> RequestsOf(string path) => Requests.Where(r => r.Path == path);

    public int TokensGiven => RequestsOf(TokenPath).Count();

    public FakeCloud Set(string path, string body, int status = 200, string? etag = null)
    {
        lock (gate) values[path] = new Reply(status, body, etag);
        return this;
    }

    public FakeCloud Remove(string path)
    {
        lock (gate) values.Remove(path);
        return this;
    }

    /// <summary>The tokens given so far are no longer known.</summary>
    public void ForgetTokens()
    {
        lock (gate) tokens.Clear();
    }

    /// <summary>No value is given before that many are asked for at the same time.</summary>
    public FakeCloud OnlyTogether(int count)
    {
        awaited = count;
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var request = new Request(
            message.Method.Method,
            message.RequestUri!,
            message.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase),
            message.Content is null ? null : await message.Content.ReadAsStringAsync(cancellationToken),
            message.Content?.Headers.ContentType?.MediaType,
            time.Elapsed);
        lock (gate) requests.Add(request);
        if (awaited > 0 && request.Path != TokenPath)
        {
            if (Interlocked.Increment(ref inFlight) >= awaited) together.TrySetResult(true);
            await together.Task.WaitAsync(cancellationToken);
        }
        var reply = await (Instead(request, cancellationToken) ?? Task.FromResult(Value(request)));
        var response = new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(reply.Body)) };
        if (reply.ContentType is not null) response.Content.Headers.TryAddWithoutValidation("Content-Type", reply.ContentType);
        if (reply.ETag is not null) response.Headers.TryAddWithoutValidation("ETag", reply.ETag);
        return response;
    }

    private Reply Value(Request request)
    {
        lock (gate)
        {
            if (request.Path == TokenPath) return values.TryGetValue(TokenPath, out var refusal) ? refusal : GiveToken();
            if (request.Path.StartsWith("/latest/", StringComparison.Ordinal) && !Knows(request.Header(TokenHeader)))
                return new Reply(401, "<html>Unauthorized</html>");
            return values.TryGetValue(request.Path, out var reply) ? reply : Reply.Absent;
        }
    }

    private Reply GiveToken()
    {
        var token = $"token-{++tokensGiven}";
        tokens[token] = time.GetUtcNow() + TokenLifetime;
        return new Reply(200, token);
    }

    private bool Knows(string? token) => token is not null && tokens.TryGetValue(token, out var expire) && time.GetUtcNow() < expire;

    internal sealed record Reply(int Status, string Body = "", string? ETag = null, string? ContentType = null)
    {
        public static readonly Reply Absent = new(404, "<html>Not Found</html>");

        public static Task<Reply> Of(int status, string body = "", string? etag = null) => Task.FromResult(new Reply(status, body, etag));

        public static async Task<Reply> Never(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("An endless wait has ended.");
        }
    }

    internal sealed record Request(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, string? Body, string? ContentType, TimeSpan At)
    {
        /// <summary>The path as it goes on the wire.</summary>
        public string Path => Uri.PathAndQuery;

        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
