using System.Net;
using System.Text;

namespace WorkerRunner.Tests.Fakes;

/// <summary>Stands for the network: answers as told, the last answer again and again, and keeps what was asked.</summary>
internal sealed class FakeHttp(TestTime time) : HttpMessageHandler
{
    private readonly object gate = new();
    private readonly Queue<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> answers = new();
    private readonly List<Request> requests = [];

    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (gate) return [.. requests];
        }
    }

    public FakeHttp Answer(int status, string body = "{}", DateTimeOffset? date = null) =>
        Then((_, _) => Task.FromResult(Response(status, body, date)));

    /// <summary>Answers by the path that is asked for, where several are asked at once.</summary>
    public FakeHttp ByPath(Func<string, (int Status, string Body)> answer) => Then((request, _) =>
    {
        var (status, body) = answer(request.RequestUri!.PathAndQuery);
        return Task.FromResult(Response(status, body, date: null));
    });

    public FakeHttp Error(int status, string code, string message, DateTimeOffset? date = null) =>
        Answer(status, System.Text.Json.JsonSerializer.Serialize(new { code, message }), date);

    public FakeHttp Break(string message = "Connection refused") => Then((_, _) => throw new HttpRequestException(message));

    public FakeHttp NeverAnswer() => Then(async (_, token) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, token);
        throw new InvalidOperationException("An endless wait has ended.");
    });

    public FakeHttp Then(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        lock (gate) answers.Enqueue(answer);
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer;
        lock (gate)
        {
            requests.Add(new Request(
                request.Method.Method,
                request.RequestUri!,
                request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null,
                request.Content?.Headers.ContentType?.ToString(),
                body,
                time.Elapsed));
            answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        }
        return await answer(request, cancellationToken);
    }

    private static HttpResponseMessage Response(int status, string body, DateTimeOffset? date)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        response.Headers.Date = date;
        return response;
    }

    internal sealed record Request(string Method, Uri Uri, string? Authorization, string? ContentType, string? Body, TimeSpan At)
    {
        /// <summary>The path as it goes on the wire.</summary>
        public string Path => Uri.PathAndQuery;
    }
}
