using System.Text.Json;
using WorkerRunner.Sandbox.Clouds.Aws;

namespace WorkerRunner.Sandbox.Tests.Clouds;

public sealed class AwsMetadataTests : CloudFixture
{
    private const string Token = "/latest/api/token";
    private const string TokenHeader = "X-aws-ec2-metadata-token";
    private const string LifetimeHeader = "X-aws-ec2-metadata-token-ttl-seconds";
    private const string PublicIpv4 = "/latest/meta-data/public-ipv4";

    [Theory]
    [InlineData(null, 400)]
    [InlineData("0", 400)]
    [InlineData("21601", 400)]
    [InlineData("x", 400)]
    [InlineData("1", 200)]
    [InlineData("21600", 200)]
    public async Task A_token_has_a_lifetime_of_up_to_six_hours(string? lifetime, int expected)
    {
        if (lifetime is not null)
            Headers[LifetimeHeader] = lifetime;
        var answer = await SendAsync(HttpMethod.Put, Sandbox.Aws, Token);
        Assert.Equal(expected, answer.Status);
        if (expected == 200)
            Assert.Equal([lifetime!], answer.Headers.GetValues(LifetimeHeader));
    }

    [Fact]
    public async Task A_token_is_not_given_to_a_proxy()
    {
        (Headers[LifetimeHeader], Headers["X-Forwarded-For"]) = ("60", "192.0.2.1");
        Assert.Equal(403, (await SendAsync(HttpMethod.Put, Sandbox.Aws, Token)).Status);
    }

    [Fact]
    public async Task Nothing_is_told_without_a_token_or_with_an_old_one()
    {
        Assert.Equal(401, (await GetAsync(Sandbox.Aws, PublicIpv4)).Status);
        await TakeTokenAsync(60);
        Assert.Equal(200, (await GetAsync(Sandbox.Aws, PublicIpv4)).Status);
        Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(401, (await GetAsync(Sandbox.Aws, PublicIpv4)).Status);
        await TakeTokenAsync(60);
        Assert.Equal(200, (await GetAsync(Sandbox.Aws, PublicIpv4)).Status);
        Sandbox.Aws.RevokeTokens();
        Assert.Equal(401, (await GetAsync(Sandbox.Aws, PublicIpv4)).Status);
    }

    [Fact]
    public async Task User_data_says_where_the_worker_belongs()
    {
        await TakeTokenAsync();
        Assert.Equal(404, (await GetAsync(Sandbox.Aws, "/latest/user-data")).Status);
        var aws = Sandbox.AddAwsInstance(Pool, "aws", Group, """{"a":1}""");
        Assert.Equal(401, (await GetAsync(aws, "/latest/user-data")).Status);
        await TakeTokenAsync();
        Assert.Equal(
            """{"rootUrl":"ROOT","workerPoolId":"proj-test/win","providerId":"aws","workerGroup":"test-group","workerConfig":{"a":1}}""",
            (await GetAsync(aws, "/latest/user-data")).Text.Replace(Sandbox.RootUrl, "ROOT", StringComparison.Ordinal));
        aws.UserData = "<powershell>";
        Assert.Equal("<powershell>", (await GetAsync(aws, "/latest/user-data")).Text);
    }

    [Fact]
    public async Task A_private_subnet_has_no_public_address()
    {
        await TakeTokenAsync();
        Assert.Equal("203.0.113.25", (await GetAsync(Sandbox.Aws, PublicIpv4)).Text);
        Assert.Equal(
            "ec2-203-0-113-25.compute-1.amazonaws.com", (await GetAsync(Sandbox.Aws, "/latest/meta-data/public-hostname")).Text);
        Sandbox.Aws.PublicIpv4 = null;
        Assert.Equal(404, (await GetAsync(Sandbox.Aws, PublicIpv4)).Status);
        Assert.Equal(404, (await GetAsync(Sandbox.Aws, "/latest/meta-data/public-hostname")).Status);
    }

    [Fact]
    public async Task A_quiet_instance_has_no_notices()
    {
        await TakeTokenAsync();
        foreach (var path in (string[])["spot/instance-action", "spot/termination-time", "events/recommendations/rebalance",
            "autoscaling/target-lifecycle-state"])
            Assert.Equal(404, (await GetAsync(Sandbox.Aws, $"/latest/meta-data/{path}")).Status);
        Assert.Equal("[]", (await GetAsync(Sandbox.Aws, "/latest/meta-data/events/maintenance/scheduled")).Text);
    }

    [Theory]
    [InlineData("terminate", 200)]
    [InlineData("stop", 200)]
    [InlineData("hibernate", 404)]
    public async Task A_spot_interruption_is_announced_and_withdrawn(string action, int olderForm)
    {
        await TakeTokenAsync();
        Sandbox.Aws.AnnounceSpotInterruption(action, Time.GetUtcNow().AddMinutes(2));
        Assert.Equal(
            $$"""{"action":"{{action}}","time":"2026-11-23T15:35:31Z"}""",
            (await GetAsync(Sandbox.Aws, "/latest/meta-data/spot/instance-action")).Text);
        var older = await GetAsync(Sandbox.Aws, "/latest/meta-data/spot/termination-time");
        Assert.Equal(olderForm, older.Status);
        if (olderForm == 200)
            Assert.Equal("2026-11-23T15:35:31Z", older.Text);
        Sandbox.Aws.WithdrawSpotInterruption();
        Assert.Equal(404, (await GetAsync(Sandbox.Aws, "/latest/meta-data/spot/instance-action")).Status);
    }

    [Fact]
    public async Task Advice_and_maintenance_are_told_in_ec2s_own_forms()
    {
        await TakeTokenAsync();
        var start = new DateTimeOffset(2026, 12, 1, 9, 0, 43, TimeSpan.Zero);
        Sandbox.Aws.RecommendRebalance(Time.GetUtcNow());
        Sandbox.Aws.ScheduleMaintenance(new AwsMaintenance("instance-event-1", "system-reboot", start, start.AddMinutes(17)));
        Sandbox.Aws.TargetLifecycleState = "Terminated";
        Assert.Equal(
            """{"noticeTime":"2026-11-23T15:33:31Z"}""",
            (await GetAsync(Sandbox.Aws, "/latest/meta-data/events/recommendations/rebalance")).Text);
        var maintenance = (await GetAsync(Sandbox.Aws, "/latest/meta-data/events/maintenance/scheduled")).Json[0];
        Assert.Equal("1 Dec 2026 09:00:43 GMT", maintenance.GetProperty("NotBefore").GetString());
        Assert.Equal("1 Dec 2026 09:17:43 GMT", maintenance.GetProperty("NotAfter").GetString());
        Assert.Equal("active", maintenance.GetProperty("State").GetString());
        Assert.Equal("Terminated", (await GetAsync(Sandbox.Aws, "/latest/meta-data/autoscaling/target-lifecycle-state")).Text);
        Sandbox.Aws.WithdrawMaintenance("instance-event-1");
        Assert.Equal("[]", (await GetAsync(Sandbox.Aws, "/latest/meta-data/events/maintenance/scheduled")).Text);
    }

    [Fact]
    public async Task The_signed_document_registers_an_instance_once_and_only_byte_for_byte()
    {
        var aws = Sandbox.AddAwsInstance(Pool, "aws", Group, """{"a":1}""");
        await TakeTokenAsync();
        var document = (await GetAsync(aws, "/latest/dynamic/instance-identity/document")).Text;
        var signature = (await GetAsync(aws, "/latest/dynamic/instance-identity/signature")).Text;
        Assert.Equal(aws.WorkerId, JsonElement.Parse(document).GetProperty("instanceId").GetString());
        var longer = await RegisterAsync(aws, "aws", new { document = document + "\n", signature });
        Assert.Equal("Instance identity document validation error", longer.Message);
        var joined = await RegisterAsync(aws, "aws", new { document, signature = signature.ReplaceLineEndings("") });
        Assert.Equal("Instance identity document validation error", joined.Message);
        Sandbox.CredentialLifetime = TimeSpan.FromHours(1);
        var registered = await RegisterAsync(aws, "aws", new { document, signature });
        Assert.Equal("""{"a":1}""", JsonSerializer.Serialize(registered.Body.GetProperty("workerConfig")));
        var renewed = await Client.SendAsync(
            HttpMethod.Post,
            ReregisterPath,
            new { workerPoolId = Pool, workerGroup = Group, workerId = aws.WorkerId, secret = registered.Secret },
            registered.Credentials);
        Assert.Equal("2026-11-23T16:33:31.360Z", renewed.Body.GetProperty("expires").GetString());
        var again = await RegisterAsync(aws, "aws", new { document, signature });
        Assert.Equal("This worker is either stopped or running. No need to register", again.Message);
    }

    [Fact]
    public async Task Another_instances_document_is_no_proof()
    {
        var first = Sandbox.AddAwsInstance(Pool, "aws", Group);
        await TakeTokenAsync();
        var document = (await GetAsync(first, "/latest/dynamic/instance-identity/document")).Text;
        var signature = (await GetAsync(first, "/latest/dynamic/instance-identity/signature")).Text;
        var second = Sandbox.AddAwsInstance(Pool, "aws", Group);
        Assert.NotEqual(first.WorkerId, second.WorkerId);
        Assert.Equal("Instance validation error", (await RegisterAsync(second, "aws", new { document, signature })).Message);
    }

    private async Task TakeTokenAsync(int seconds = 21600)
    {
        Headers[LifetimeHeader] = $"{seconds}";
        Headers[TokenHeader] = (await SendAsync(HttpMethod.Put, Sandbox.Aws, Token)).Text;
    }
}
