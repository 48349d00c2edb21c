using WorkerRunner.Metadata;

namespace WorkerRunner.Tests.Metadata;

[Collection(ByItself.Name)]
public sealed class AwsMetadataTests : IDisposable
{
    private const string Path = "/latest/meta-data/instance-id";
    private const string TokenHeader = "X-aws-ec2-metadata-token";

    private readonly World world = new();
    private readonly MetadataClient client;

    public AwsMetadataTests()
    {
        world.Cloud.Set(Path, "i-1");
        client = new AwsMetadata(world.Environment.Metadata, provider: null).Client;
    }

    private FakeCloud Cloud => world.Cloud;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_token_for_six_hours_comes_first()
    {
        Assert.Equal("i-1", (await GetAsync()).Text);
        Assert.Collection(
            Cloud.Requests,
            r => Assert.Equal(("PUT", "http://169.254.169.254/latest/api/token", "21600"), (r.Method, r.Uri.ToString(), r.Header("X-aws-ec2-metadata-token-ttl-seconds"))),
            r => Assert.Equal(("GET", "http://169.254.169.254" + Path, "token-1"), (r.Method, r.Uri.ToString(), r.Header(TokenHeader))));
    }

    [Fact]
    public async Task One_token_serves_many_requests_at_once()
    {
        Cloud.OnlyTogether(10);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetAsync(Path, Test.Token).Soon()));
        Assert.Equal(1, Cloud.TokensGiven);
        Assert.Equal(11, Cloud.Requests.Count);
    }

    [Fact]
    public async Task A_token_that_is_no_longer_known_is_replaced_without_a_pause()
    {
        await GetAsync();
        Cloud.ForgetTokens();
        Assert.Equal("i-1", (await GetAsync()).Text);
        Assert.Equal("token-2", Cloud.Requests[^1].Header(TokenHeader));
        Assert.Empty(world.Log.Lines);
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Fact]
    public async Task Many_requests_whose_token_is_no_longer_known_take_one_new_token()
    {
        await GetAsync();
        Cloud.ForgetTokens();
        // All have sent the old one before the first of them is answered; the answers come one by one, each after the last one's new token.
        var refused = new TaskCompletionSource<bool>[5];
        for (var i = 0; i < refused.Length; i++) refused[i] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        Cloud.Instead = (request, _) => request.Header(TokenHeader) == "token-1" ? RefuseAsync(refused[Interlocked.Increment(ref asked) - 1]) : null;
        var calls = Enumerable.Range(0, refused.Length).Select(_ => client.GetAsync(Path, Test.Token).Soon()).ToList();
        foreach (var answer in refused)
        {
            answer.SetResult(true);
            calls.Remove(await Task.WhenAny(calls).Soon());
        }
        Assert.Equal(2, Cloud.TokensGiven);

        static async Task<FakeCloud.Reply> RefuseAsync(TaskCompletionSource<bool> when)
        {
            await when.Task;
            return new FakeCloud.Reply(401);
        }
    }

    [Fact]
    public async Task A_token_that_is_never_accepted_is_not_asked_for_without_end()
    {
        Cloud.Set(FakeCloud.TokenPath, "unknown-token");
        await Assert.ThrowsAsync<MetadataServiceException>(() => client.GetOnceAsync(Path, MetadataClient.RequestLimit, Test.Token).Soon());
        Assert.Equal(2, Cloud.TokensGiven);
    }

    [Fact]
    public async Task A_token_is_renewed_before_it_runs_out()
    {
        await GetAsync();
        world.Time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(61));
        await GetAsync();
        Assert.Equal(1, Cloud.TokensGiven);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        await GetAsync();
        Assert.Equal(2, Cloud.TokensGiven);
        Assert.DoesNotContain(Cloud.Requests, r => r.Path == Path && r.Header(TokenHeader) is null);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(400)]
    public async Task A_refused_token_is_final(int status)
    {
        Cloud.Set(FakeCloud.TokenPath, "no", status);
        var error = await Assert.ThrowsAsync<MetadataServiceException>(GetAsync);
        Assert.Single(Cloud.Requests);
        Assert.Equal($"The AWS metadata service at http://169.254.169.254 refused a token with status {status}.", error.Message);
        Assert.Contains("switched off", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_tried_again_while_the_service_is_ill()
    {
        Cloud.Instead = (r, _) => r.Path == FakeCloud.TokenPath && world.Time.Elapsed < TimeSpan.FromMinutes(1) ? FakeCloud.Reply.Of(503) : null;
        Assert.Equal("i-1", (await GetAsync()).Text);
        Assert.Contains("attempt 1 failed: The AWS metadata service at http://169.254.169.254 refused a token with status 503. Trying", world.Log.Text, StringComparison.Ordinal);
        Assert.Equal(Cloud.TokensGiven - 1, world.Log.Lines.Count);
    }

    [Fact]
    public async Task A_token_that_does_not_come_is_given_up_after_2_seconds()
    {
        var attempts = 0;
        Cloud.Instead = (r, token) => r.Path == FakeCloud.TokenPath && ++attempts == 1 ? FakeCloud.Reply.Never(token) : null;
        var call = client.GetAsync(Path, Test.Token);
        await world.Time.PassAsync(MetadataClient.RequestLimit);
        await world.Time.RunAsync(call);
        Assert.Equal("i-1", (await call).Text);
    }

    private async Task<MetadataAnswer> GetAsync()
    {
        var call = client.GetAsync(Path, Test.Token);
        await world.Time.RunAsync(call);
        return await call;
    }
}
