using System.Text.Json;
using WorkerRunner.Protocol;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Session;

[Collection(ByItself.Name)]
public sealed class ErrorReportsTests : IDisposable
{

    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public async Task A_report_goes_to_the_workers_pool()
    {
        world.Http.Answer(200);
        var body = await ReportAsync(new { type = "error-report", kind = "worker-error", title = "Oh no", description = "It broke", extra = new { code = 7 } });
        Assert.Equal("/api/worker-manager/v1/worker-pool-errors/proj-test%2Flinux", world.Http.Requests[0].Path);
        Assert.Equal(
            """{"workerGroup":"test-group","workerId":"worker-1","kind":"worker-error","title":"Oh no","description":"It broke","extra":{"code":7}}""",
            body.GetRawText());
    }

    [Fact]
    public async Task What_was_reported_just_before_the_end_is_still_sent()
    {
        world.Http.Answer(200);
        using var session = Begin();
        for (var i = 0; i < 20; i++) Say(new { type = "error-report", kind = "k", title = $"t{i}", description = "d", extra = new { } });
        worker.Exit(1);
        await session.Completion.Soon();
        Assert.Equal(20, world.Http.Requests.Count);
    }

    [Fact]
    public async Task An_ill_service_does_not_hold_up_the_end_for_long()
    {
        world.Http.NeverAnswer();
        using var session = Begin();
        Say(new { type = "error-report", kind = "k", title = "the title", description = "d", extra = new { } });
        await world.Log.SaidAsync("Reporting an error");
        worker.Exit(1);
        await world.Time.RunInOrderAsync(session.Completion);
        Assert.Equal(TimeSpan.FromSeconds(30), world.Time.Elapsed);
        Assert.Contains("The worker's error \"the title\" could not be reported", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_reports_wait_and_more_are_dropped()
    {
        world.Http.NeverAnswer();
        using var session = Begin();
        Say(new { type = "error-report", kind = "k", title = "first", description = "d", extra = new { } });
        await world.Log.SaidAsync("Reporting an error");
        for (var i = 0; i < 102; i++) Say(new { type = "error-report", kind = "k", title = $"t{i}", description = "d", extra = new { } });
        worker.Exit(0);
        await world.Time.RunInOrderAsync(session.Completion);
        Assert.Equal(2, world.Log.Lines.Count(line => line == "Dropped an error report of the worker: 100 are already waiting."));
    }

    [Fact]
    public async Task Secrets_are_masked_in_every_part_of_a_report()
    {
        world.Http.Answer(200);
        world.Environment.Log.Secrets.Add(new Secret("s3cret-value"));
        var body = await ReportAsync(new
        {
            type = "error-report",
            kind = "k",
            title = "a s3cret-value",
            description = "b s3cret-value",
            extra = new { deep = new[] { "c s3cret-value" } },
        });
        Assert.DoesNotContain("s3cret-value", body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("a ********", body.GetProperty("title").GetString());
        Assert.Equal("c ********", body.GetProperty("extra").GetProperty("deep")[0].GetString());
    }

    [Fact]
    public async Task A_certificate_as_an_object_breaks_nothing_and_is_not_shown()
    {
        world.Http.Answer(200);
        const string certificate = """{"version":1,"seed":"seed-of-the-certificate"}""";
        world.Environment.Log.Secrets.Add(new Secret(certificate));
        using var session = Begin();
        worker.Say("~{\"type\":\"error-report\",\"kind\":\"k\",\"title\":\"t\",\"description\":\"d\",\"extra\":{\"a\":1,\"certificate\":" + certificate + "}}\n");
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.DoesNotContain("seed-of-the-certificate", Assert.Single(world.Http.Requests).Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_too_long_for_the_service_are_cut()
    {
        world.Http.Answer(200);
        var body = await ReportAsync(new { type = "error-report", kind = "k", title = new string('t', 129), description = new string('d', 20_000), extra = new { } });
        Assert.Equal(new string('t', 127) + "…", body.GetProperty("title").GetString());
        Assert.Equal(10240, body.GetProperty("description").GetString()!.Length);
    }

    [Theory]
    [InlineData("""{"type":"error-report"}""")]
    [InlineData("""{"type":"error-report","kind":"k","title":"t","description":"d"}""")]
    [InlineData("""{"type":"error-report","kind":"k","title":"t","description":"d","extra":"text"}""")]
    [InlineData("""{"type":"error-report","kind":1,"title":"t","description":"d","extra":{}}""")]
    [InlineData("""{"type":"error-report","kind":"k","title":"t","description":"d","extra":{"n":1e999}}""")]
    public async Task A_malformed_report_is_dropped_and_the_session_goes_on(string message)
    {
        world.Http.Answer(200);
        using var session = Begin();
        worker.Say("~" + message + "\n");
        Say(new { type = "error-report", kind = "k", title = "good", description = "d", extra = new { } });
        worker.Exit(0);
        await session.Completion.Soon();
        Assert.Contains("\"good\"", Assert.Single(world.Http.Requests).Body!, StringComparison.Ordinal);
        Assert.Contains("Dropped a malformed \"error-report\" message", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_not_Unicode_is_reported_with_U_FFFD()
    {
        world.Http.Answer(200);
        using var session = Begin();
        worker.Hello(Capabilities.ErrorReport);
        worker.Say("""~{"type":"error-report","kind":"k","title":"\ud800","description":"d","extra":{"a":"\udc00"}}""" + "\n");
        worker.Exit(0);
        await session.Completion.Soon();
        using var json = JsonDocument.Parse(Assert.Single(world.Http.Requests).Body!);
        Assert.Equal("\ufffd", json.RootElement.GetProperty("title").GetString());
        Assert.Equal("\ufffd", json.RootElement.GetProperty("extra").GetProperty("a").GetString());
    }

    [Fact]
    public async Task A_kind_with_a_secret_in_it_becomes_one_that_the_service_takes()
    {
        world.Http.Answer(200);
        world.Environment.Log.Secrets.Add(new Secret("s3cret-value"));
        var body = await ReportAsync(new { type = "error-report", kind = "no-s3cret-value-here", title = "t", description = "d", extra = new { } });
        Assert.Equal("masked", body.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_report_that_is_refused_is_said_in_the_log()
    {
        world.Http.Error(403, "InsufficientScopes", "no scope");
        await ReportAsync(new { type = "error-report", kind = "k", title = "the title", description = "d", extra = new { } });
        Assert.Contains(world.Log.Lines, l => l.StartsWith("The worker's error \"the title\" could not be reported: ", StringComparison.Ordinal));
    }

    private WorkerSession Begin() => Sessions.Begin(World.Run(), worker, world.Environment);

    private void Say(object message) => worker.Say("~" + JsonSerializer.Serialize(message) + "\n");

    private async Task<JsonElement> ReportAsync(object message)
    {
        using var session = Begin();
        worker.Hello(Capabilities.ErrorReport);
        Say(message);
        worker.Exit(0);
        await session.Completion.Soon();
        using var json = JsonDocument.Parse(world.Http.Requests[0].Body!);
        return json.RootElement.Clone();
    }
}
