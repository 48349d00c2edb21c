using System.Text.Json;
using WorkerRunner.Providers;
using WorkerRunner.Stages;

namespace WorkerRunner.Tests.Stages;

public sealed class ProviderRegistrationTests : IDisposable
{
    private const string Document = " {\"instanceId\":\"i-1\",\n\"region\":\"r\",\t\"availabilityZone\":\"rz\"}\n";

    private readonly World world = new();

    public ProviderRegistrationTests() => world.Cloud
        .Set("/latest/user-data", """{"workerPoolId":"proj/win","providerId":"aws-1","workerGroup":"r","rootUrl":"https://tc.example.com","workerConfig":{"dummy":{"config":{"from":"user-data"}}}}""")
        .Set("/latest/dynamic/instance-identity/document", Document)
        .Set("/latest/dynamic/instance-identity/signature", "sig\n");

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("", "user-data")]
    [InlineData(""","workerConfig":null""", "user-data")]
    [InlineData(""","workerConfig":{"dummy":{"config":{"from":"registration"}}}""", "registration")]
    [InlineData(""","workerConfig":{}""", "runner")]
    public async Task The_configuration_in_user_data_counts_only_where_the_registration_gives_none(string workerConfig, string expected)
    {
        world.Http.Answer(200, $$"""{"expires":"2026-11-27T15:29:30.000Z","credentials":{"clientId":"c","accessToken":"access-token-2"}{{workerConfig}}}""");
        var run = await new ProviderRegistration(world.Environment).RunAsync(World.CloudConfig("aws", "workerConfig: {from: runner}"), Test.Token).Soon();
        Assert.Equal(expected, run.WorkerConfig["from"]);
    }

    [Fact]
    public async Task The_proof_arrives_at_worker_manager_byte_for_byte()
    {
        world.Http.Answer(200, """{"expires":"2026-11-27T15:29:30.000Z","credentials":{"clientId":"c","accessToken":"access-token-2"}}""");
        await new ProviderRegistration(world.Environment).RunAsync(World.CloudConfig("aws"), Test.Token).Soon();
        using var json = JsonDocument.Parse(Assert.Single(world.Http.Requests).Body!);
        var proof = json.RootElement.GetProperty("workerIdentityProof");
        Assert.Equal((Document, "sig\n"), (proof.GetProperty("document").GetString(), proof.GetProperty("signature").GetString()));
    }

    [Fact]
    public async Task An_instance_whose_end_is_announced_asks_worker_manager_for_nothing()
    {
        world.Cloud.Set("/latest/meta-data/spot/instance-action", """{"action":"terminate","time":"2026-11-23T15:31:00Z"}""");
        await Assert.ThrowsAsync<ProviderException>(() => new ProviderRegistration(world.Environment).RunAsync(World.CloudConfig("aws"), Test.Token).Soon());
        Assert.Empty(world.Http.Requests);
    }

    [Fact]
    public async Task What_the_registration_gives_is_secret_from_then_on()
    {
        world.Http.Answer(200, """{"expires":"2026-11-27T15:29:30.000Z","credentials":{"clientId":"c","accessToken":"access-token-2"},"secret":"registration-secret-3"}""");
        await new ProviderRegistration(world.Environment).RunAsync(World.CloudConfig("aws"), Test.Token).Soon();

        var shown = world.Environment.Log.Secrets.Mask("access-token-2 and registration-secret-3");
        Assert.DoesNotContain("access-token-2", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("registration-secret-3", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_worker_ID_is_refused_before_anything_is_registered()
    {
        world.Cloud.Set("/latest/dynamic/instance-identity/document", """{"instanceId":"i/1","region":"r","availabilityZone":"rz"}""");
        var e = await Assert.ThrowsAsync<ProviderException>(() => new ProviderRegistration(world.Environment).RunAsync(World.CloudConfig("aws"), Test.Token).Soon());
        Assert.Contains("worker ID", e.Message, StringComparison.Ordinal);
        Assert.Empty(world.Http.Requests);
    }
}
