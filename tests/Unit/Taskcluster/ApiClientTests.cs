using System.Net;
using System.Text.RegularExpressions;
using WorkerRunner.Network;
using WorkerRunner.Retrying;
using WorkerRunner.Taskcluster;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Taskcluster;

[Collection(ByItself.Name)]
public sealed class ApiClientTests : IDisposable
{
    private static readonly Regex Timestamp = new("ts=\"([0-9]+)\"");

    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Total = TimeSpan.FromMinutes(15);
    private static readonly Credentials Credentials = new("the/client", new Secret("the-access-token"));
    private static readonly ApiCall Call = new("secrets", "get", HttpMethod.Get, ["secret", "worker-pool:a/b"]);

    private readonly World world = new();

    private FakeHttp Http => world.Http;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_slash_within_a_segment_stays_escaped_on_its_way()
    {
        Http.Answer(200);
        await CallAsync();
        var request = Assert.Single(Http.Requests);
        Assert.Equal("https://tc.example.com/api/secrets/v1/secret/worker-pool%3Aa%2Fb", request.Uri.AbsoluteUri);
        Assert.Equal("/api/secrets/v1/secret/worker-pool%3Aa%2Fb", request.Path);
    }

    [Fact]
    public async Task Without_credentials_nothing_is_signed()
    {
        Http.Answer(200);
        await CallAsync(credentials: null);
        Assert.Null(Http.Requests[0].Authorization);
    }

    [Fact]
    public async Task A_body_is_JSON()
    {
        Http.Answer(200);
        await Client().CallAsync(Call with { HttpMethod = HttpMethod.Post, Body = "{}"u8.ToArray() }, null, Test.Token).Soon();
        Assert.Equal(("POST", "application/json", "{}"), (Http.Requests[0].Method, Http.Requests[0].ContentType, Http.Requests[0].Body));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task An_answer_that_is_transient_is_tried_again_and_every_attempt_logged(int status)
    {
        Http.Error(status, "Ill", "not now\n\n---\n\n* method: get").Break("Connection reset").Answer(200);
        await CallAsync();
        Assert.Equal(3, Http.Requests.Count);
        Assert.Collection(
            world.Log.Lines,
            l => Assert.Matches($"^secrets.get: attempt 1 failed: {status} not now Trying again in 1 s, for up to 15 min more.$", l),
            l => Assert.Matches("^secrets.get: attempt 2 failed: tc.example.com:443 gave no answer: Connection reset. Trying again in [0-9.]+ s, for up to 15 min more.$", l));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_an_error_and_is_not_followed(int status)
    {
        Http.Then((_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Headers = { Location = new Uri("https://elsewhere.example/") } }));
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Single(Http.Requests);
        Assert.Equal(status, error.StatusCode);
        Assert.Contains("Redirects are not followed", error.Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task A_refusal_is_not_tried_again(int status)
    {
        Http.Error(status, "No", "never");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Single(Http.Requests);
        Assert.Equal((status, "No", 1), (error.StatusCode, error.Code, error.Attempts));
        Assert.Equal($"secrets.get at https://tc.example.com failed: {status} No never", error.Message);
    }

    [Fact]
    public async Task The_error_text_ends_before_the_rule()
    {
        Http.Error(400, "InputError", "  The worker is unknown\nindeed\n\n---\n\n* method:     get\n* secret: x");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Equal("400 InputError The worker is unknown indeed", error.ServerMessage);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>", "the answer with status 404 is not from a Taskcluster service.")]
    [InlineData("", "the answer with status 404 is not from a Taskcluster service.")]
    [InlineData("[]", "the answer with status 404 is not from a Taskcluster service.")]
    [InlineData("{}", "the answer with status 404 is not from a Taskcluster service.")]
    [InlineData("{\"message\":7}", "the answer with status 404 is not from a Taskcluster service.")]
    public async Task An_error_that_no_service_of_Taskcluster_gives_is_named_so(string body, string expected)
    {
        Http.Answer(404, body);
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Equal("404 " + expected, error.ServerMessage);
        Assert.Null(error.Code);
    }

    [Fact]
    public async Task Secrets_that_a_server_repeats_are_masked()
    {
        world.Environment.Log.Secrets.Add(new Secret("the-access-token"));
        Http.Error(400, "InputError", "bad: the-access-token");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.DoesNotContain("the-access-token", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_attempt_begins_later_than_15_minutes_after_the_first()
    {
        Http.Error(503, "Ill", "not now");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.True(Http.Requests.Count > 15);
        Assert.InRange(Http.Requests[^1].At, Total - TimeSpan.FromSeconds(60), Total);
        Assert.Equal(Http.Requests.Count, error.Attempts);
        Assert.Equal(503, error.StatusCode);
        Assert.Contains($"failed after {error.Attempts} attempts: 503 Ill not now", error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Attempts - 1, world.Log.Lines.Count);
    }

    [Theory]
    [InlineData("7", 7, 8)]
    [InlineData("0", 0, 1)]
    [InlineData("Mon, 23 Nov 2026 16:00:20 GMT", 20, 21)]
    [InlineData("Mon, 23 Nov 2026 15:00:00 GMT", 0, 1)]
    [InlineData("soon", 0, 1)]
    [InlineData("86400", 900, 900)]
    public async Task A_service_is_left_alone_for_as_long_as_it_asks_within_the_limits(string retryAfter, int least, int most)
    {
        Http.Then((_, _) =>
        {
            var answer = new HttpResponseMessage((HttpStatusCode)429);
            answer.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
            answer.Headers.TryAddWithoutValidation("Date", "Mon, 23 Nov 2026 16:00:00 GMT");
            return Task.FromResult(answer);
        }).Answer(200);
        await CallAsync();
        Assert.InRange(Http.Requests[1].At, TimeSpan.FromSeconds(least), TimeSpan.FromSeconds(most));
    }

    [Theory]
    [InlineData(nameof(Prospect.Poor), 60, "more only, as that rarely helps.")]
    [InlineData(nameof(Prospect.None), 0, "")]
    public async Task What_hardly_gets_better_is_not_tried_for_long(string prospect, int seconds, string said)
    {
        Http.Then((_, _) => throw new NoAnswerException("No such trust.", Enum.TryParse<Prospect>(prospect, out var meant) ? meant : default, "Trust."));
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Equal(TimeSpan.FromSeconds(seconds), Http.Requests[^1].At);
        Assert.EndsWith(": No such trust. Trust.", error.ToLogLine(), StringComparison.Ordinal);
        if (said.Length > 0) Assert.All(world.Log.Lines, line => Assert.EndsWith(said, line, StringComparison.Ordinal));
        else Assert.Empty(world.Log.Lines);
    }

    [Theory]
    [InlineData(403, "InsufficientScopes", "lack a scope")]
    [InlineData(403, null, "every proxy and gateway")]
    [InlineData(400, null, "every proxy and gateway")]
    [InlineData(502, null, "every proxy and gateway")]
    [InlineData(401, "AuthenticationFailed", "credentials")]
    [InlineData(407, null, "user name and a password")]
    [InlineData(400, "InputError", null)]
    [InlineData(500, "InternalServerError", null)]
    public async Task Advice_is_given_where_it_fits(int status, string? code, string? advice)
    {
        if (code is null) Http.Answer(status, "<html>Forbidden</html>");
        else Http.Error(status, code, "no");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        if (advice is null) Assert.Null(error.Advice);
        else Assert.Contains(advice, error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_many_lines_is_one_line_in_log_and_error()
    {
        Http.Error(503, "Ill", "Schema\n\r\n  Errors:\n" + new string('x', 5000));
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.All(world.Log.Lines, line => Assert.InRange(line.Length, 1, 700));
        Assert.Contains("Schema Errors: xxx", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 1200);
        Assert.DoesNotContain(error.Message + string.Concat(world.Log.Lines), c => char.IsControl(c));
    }

    [Fact]
    public async Task A_network_that_stays_away_is_said_with_its_own_words()
    {
        Http.Break("No such host is known");
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Null(error.StatusCode);
        Assert.Contains("No such host is known.", error.Message, StringComparison.Ordinal);
        Assert.Contains("proxy", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_given_up_after_30_seconds()
    {
        Http.NeverAnswer().Answer(200);
        var call = Client().CallAsync(Call, Credentials, Test.Token);
        await world.Time.PassAsync(Attempt);
        await world.Time.RunAsync(call);
        await call;
        Assert.Equal(2, Http.Requests.Count);
        Assert.InRange(Http.Requests[1].At, Attempt, Attempt + TimeSpan.FromSeconds(1));
        Assert.Contains("attempt 1 failed: no answer within 30 s.", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_within_the_limits()
    {
        Http.NeverAnswer();
        var call = Client().CallAsync(Call, Credentials, Test.Token);
        await world.Time.RunAsync(call);
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => call);
        Assert.InRange(Http.Requests[^1].At, TimeSpan.FromMinutes(10), Total);
        Assert.InRange(world.Time.Elapsed, Total, Total + Attempt);
        Assert.Contains("no answer within 30 s.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_an_attempt_at_once()
    {
        Http.NeverAnswer();
        using var cancel = new CancellationTokenSource();
        var call = Client().CallAsync(Call, Credentials, cancel.Token);
        await world.Time.ArmedAsync(Attempt);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task Cancelling_ends_a_pause_at_once()
    {
        Http.Error(503, "Ill", "not now");
        using var cancel = new CancellationTokenSource();
        var call = Client().CallAsync(Call, Credentials, cancel.Token);
        await world.Log.SaidAsync("attempt 1 failed");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
    }

    [Fact]
    public async Task Every_attempt_is_signed_anew()
    {
        Http.Break().Answer(200);
        await CallAsync();
        Assert.NotEqual(Http.Requests[0].Authorization, Http.Requests[1].Authorization);
    }

    [Theory]
    [InlineData(3600, "60 min behind")]
    [InlineData(-86400, "24 h ahead of")]
    public async Task A_wrong_clock_is_corrected_by_the_servers(int seconds, string said)
    {
        var serverNow = TestTime.Origin.AddSeconds(seconds);
        Http.Error(401, "AuthenticationFailed", "Stale timestamp", serverNow).Answer(200);
        await CallAsync();
        Assert.Equal(2, Http.Requests.Count);
        Assert.Equal(TestTime.Origin.ToUnixTimeSeconds(), TimestampOf(0));
        Assert.Equal(serverNow.ToUnixTimeSeconds(), TimestampOf(1));
        Assert.Contains(said, Assert.Single(world.Log.Lines), StringComparison.Ordinal);

        await CallAsync();
        Assert.Equal(serverNow.ToUnixTimeSeconds(), TimestampOf(2));
    }

    [Fact]
    public async Task A_timestamp_that_stays_stale_is_an_error_after_one_correction()
    {
        Http.Error(401, "AuthenticationFailed", "Stale timestamp", TestTime.Origin.AddHours(1));
        await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Equal(2, Http.Requests.Count);
    }

    [Fact]
    public async Task Another_401_is_not_tried_again_though_its_date_counts()
    {
        Http.Error(401, "AuthenticationFailed", "Bad mac", TestTime.Origin.AddHours(1));
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync());
        Assert.Single(Http.Requests);
        Assert.Equal(TimeSpan.FromHours(1), world.Environment.ServerClock.Offset);
        Assert.Contains("credentials", error.Advice!, StringComparison.Ordinal);
    }

    private ApiClient Client() => new(world.Environment.Taskcluster, World.RootUrl, new RetryLimits());

    private Task<ApiAnswer> CallAsync() => CallAsync(Credentials);

    /// <summary>Makes the call, letting pauses pass as they come.</summary>
    private async Task<ApiAnswer> CallAsync(Credentials? credentials)
    {
        var call = Client().CallAsync(Call, credentials, Test.Token);
        await world.Time.RunAsync(call);
        return await call;
    }

    private long TimestampOf(int request) =>
        long.Parse(Timestamp.Match(Http.Requests[request].Authorization!).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
}
