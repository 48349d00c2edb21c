using System.Net.Sockets;
using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Metadata;

[Collection(ByItself.Name)]
public sealed class MetadataClientTests : IDisposable
{
    private const string Path = "/the/value";

    private readonly World world = new();

    private FakeCloud Cloud => world.Cloud;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_value_is_given_as_it_came()
    {
        Cloud.Set(Path, " \r\n\t{ \"a\" : 1 }\u00a0ü\n\n");
        Assert.Equal(" \r\n\t{ \"a\" : 1 }\u00a0ü\n\n", (await GetAsync()).ValueOrNull);
        Assert.Empty(world.Log.Lines);
    }

    [Fact]
    public async Task A_404_means_that_there_is_none()
    {
        var answer = await GetAsync();
        Assert.False(answer.Found);
        Assert.Null(answer.ValueOrNull);
        Assert.Single(Cloud.Requests);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(410)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task What_may_be_over_soon_is_tried_again_and_every_attempt_logged_once(int status)
    {
        var attempts = 0;
        Cloud.Instead = (_, _) => ++attempts < 3 ? FakeCloud.Reply.Of(status) : FakeCloud.Reply.Of(200, "v");
        Assert.Equal("v", (await GetAsync()).ValueOrNull);
        Assert.Equal(3, attempts);
        Assert.Collection(
            world.Log.Lines,
            l => Assert.Matches($"^Test metadata /the/value: attempt 1 failed: status {status}. Trying again in 0.[2-8] s, for up to 5 min more.$", l),
            l => Assert.Matches($"^Test metadata /the/value: attempt 2 failed: status {status}. Trying again in [0-9.]+ s, for up to (5 min|4 min [0-9]+ s) more.$", l));
    }

    [Fact]
    public async Task A_network_error_is_tried_again()
    {
        var attempts = 0;
        Cloud.Instead = (_, _) => ++attempts switch
        {
            1 => throw new HttpRequestException("x", new SocketException((int)SocketError.HostUnreachable)),
            2 => throw new IOException("The connection was reset."),
            _ => FakeCloud.Reply.Of(200, "v"),
        };
        Assert.Equal("v", (await GetAsync()).ValueOrNull);
        Assert.Equal(2, world.Log.Lines.Count);
        Assert.Contains("attempt 2 failed: metadata.test:80 gave no answer: The connection was reset. Trying", world.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(418)]
    public async Task Any_other_refusal_is_final(int status)
    {
        Cloud.Set(Path, "no", status);
        var error = await Assert.ThrowsAsync<MetadataServiceException>(GetAsync);
        Assert.Single(Cloud.Requests);
        Assert.Empty(world.Log.Lines);
        Assert.Equal($"The Test metadata service at http://metadata.test refused /the/value with status {status}.", error.Message);
        Assert.Equal(("MetadataUnavailable", "The causes."), (error.ErrorId, error.Advice));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_is_given_up_after_2_seconds()
    {
        var attempts = 0;
        Cloud.Instead = (_, token) => ++attempts == 1 ? FakeCloud.Reply.Never(token) : FakeCloud.Reply.Of(200, "v");
        var call = Client().GetAsync(Path, Test.Token);
        await world.Time.PassAsync(MetadataClient.RequestLimit);
        await world.Time.RunAsync(call);
        Assert.Equal("v", (await call).Text);
        Assert.Equal(TimeSpan.FromSeconds(2), MetadataClient.RequestLimit);
        Assert.InRange(Cloud.Requests[1].At, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Contains("attempt 1 failed: no answer within 2 s.", world.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_ill_for_a_minute_is_outlasted()
    {
        Cloud.Instead = (_, _) => world.Time.Elapsed < TimeSpan.FromMinutes(1) ? FakeCloud.Reply.Of(503) : FakeCloud.Reply.Of(200, "v");
        Assert.Equal("v", (await GetAsync()).ValueOrNull);
        Assert.InRange(Cloud.Requests[^1].At, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(75));
        Assert.Equal(Cloud.Requests.Count - 1, world.Log.Lines.Count);
    }

    [Fact]
    public async Task No_attempt_begins_later_than_5_minutes_after_the_first()
    {
        Cloud.Set(Path, "", 503);
        var error = await Assert.ThrowsAsync<MetadataServiceException>(GetAsync);
        Assert.Contains("refused /the/value with status 503", error.Message, StringComparison.Ordinal);
        Assert.InRange(Cloud.Requests[^1].At, TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Assert.Equal(Cloud.Requests.Count - 1, world.Log.Lines.Count);
        Assert.InRange(Cloud.Requests.Count, 20, 60);
    }

    [Fact]
    public async Task Pauses_grow_up_to_15_seconds()
    {
        Cloud.Set(Path, "", 503);
        await Assert.ThrowsAsync<MetadataServiceException>(GetAsync);
        var pauses = Cloud.Requests.Zip(Cloud.Requests.Skip(1), (a, b) => b.At - a.At).ToList();
        Assert.True(pauses[0] < TimeSpan.FromSeconds(1));
        Assert.True(pauses.Max() > TimeSpan.FromSeconds(7));
        Assert.All(pauses, p => Assert.InRange(p, TimeSpan.Zero, TimeSpan.FromSeconds(15)));
    }

    [Fact]
    public async Task The_whole_time_can_be_configured()
    {
        Cloud.Instead = (_, _) => throw new HttpRequestException("Network is unreachable");
        var error = await Assert.ThrowsAsync<MetadataServiceException>(() => RunAsync(Client(TimeSpan.FromSeconds(20)).GetAsync(Path, Test.Token)));
        Assert.InRange(Cloud.Requests[^1].At, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20));
        Assert.Equal("The Test metadata service at http://metadata.test did not answer /the/value: metadata.test:80 gave no answer: Network is unreachable.", error.Message);
        Assert.Equal("The causes.", error.Advice);
    }

    [Fact]
    public async Task Cancelling_ends_it_at_once()
    {
        Cloud.Instead = (_, token) => FakeCloud.Reply.Never(token);
        using var cancel = new CancellationTokenSource();
        var call = Client().GetAsync(Path, cancel.Token);
        await world.Time.ArmedAsync(MetadataClient.RequestLimit);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
    }

    [Fact]
    public async Task A_content_type_that_nobody_knows_is_no_obstacle()
    {
        Cloud.Instead = (_, _) => Task.FromResult(new FakeCloud.Reply(200, "v", ContentType: "text/plain; charset=no-such-thing"));
        Assert.Equal("v", (await GetAsync()).ValueOrNull);
    }

    [Theory]
    [InlineData("411261ca6c9e4cd8")]
    [InlineData("\"quoted\"")]
    public async Task An_ETag_is_kept_as_it_is(string etag)
    {
        Cloud.Set(Path, "v", etag: etag);
        Assert.Equal(etag, (await GetAsync()).ETag);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(503)]
    [InlineData(403)]
    public async Task Asking_once_is_once(int status)
    {
        Cloud.Set(Path, "", status);
        var error = await Assert.ThrowsAsync<MetadataServiceException>(() => Client().GetOnceAsync(Path, MetadataClient.RequestLimit, Test.Token).Soon());
        Assert.Contains($"status {status}", error.Message, StringComparison.Ordinal);
        Assert.Single(Cloud.Requests);
        Assert.Empty(world.Log.Lines);
    }

    [Fact]
    public async Task Asking_once_has_its_limit()
    {
        Cloud.Instead = (_, token) => FakeCloud.Reply.Never(token);
        var call = Client().GetOnceAsync(Path, TimeSpan.FromSeconds(70), Test.Token);
        await world.Time.PassAsync(TimeSpan.FromSeconds(70));
        var error = await Assert.ThrowsAsync<MetadataServiceException>(() => call.Soon());
        Assert.Contains("no answer within 70 s.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_is_JSON()
    {
        Cloud.Set(Path, "");
        await Client().SendOnceAsync(HttpMethod.Post, Path, "{}", MetadataClient.RequestLimit, Test.Token).Soon();
        var request = Assert.Single(Cloud.Requests);
        Assert.Equal(("POST", "{}", "application/json"), (request.Method, request.Body, request.ContentType));
    }

    private MetadataClient Client(TimeSpan? timeout = null) => new(
        world.Environment.Metadata.Http, new MetadataSettings("http://metadata.test", timeout ?? MetadataSettings.DefaultTimeout), "Test", "The causes.", (_, _) => Task.CompletedTask);

    private Task<MetadataAnswer> GetAsync() => RunAsync(Client().GetAsync(Path, Test.Token));

    private async Task<MetadataAnswer> RunAsync(Task<MetadataAnswer> call)
    {
        await world.Time.RunAsync(call);
        return await call;
    }
}
