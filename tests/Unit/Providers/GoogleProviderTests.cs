using WorkerRunner.Interruptions;
using WorkerRunner.Providers;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Providers;

public sealed class GoogleProviderTests : IDisposable
{
    private const string Base = "/computeMetadata/v1";
    private const string Attribute = Base + "/instance/attributes/taskcluster";
    private const string External = Base + "/instance/network-interfaces/0/access-configs/0/external-ip";
    private const string Token = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c2ln-_\n";

    private readonly World world = new();

    public GoogleProviderTests()
    {
        SetRootUrl("https://tc.example.com");
        world.Cloud
            .Set(Base + "/instance/id", "1234567890123456789")
            .Set(Base + "/project/project-id", "proj-1")
            .Set(Base + "/instance/image", "projects/p/global/images/win-2022")
            .Set(Base + "/instance/machine-type", "projects/123/machineTypes/n2-standard-4")
            .Set(Base + "/instance/zone", "projects/123/zones/us-central1-a")
            .Set(Base + "/instance/hostname", "vm-1.c.proj-1.internal")
            .Set(Base + "/instance/network-interfaces/0/ip", "10.0.0.2")
            .Set(External, "1.2.3.4")
            .Set(Base + "/instance/preempted", "FALSE")
            .Set(TokenPath("https%3A%2F%2Ftc.example.com"), Token);
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task The_instance_says_who_it_is()
    {
        var identity = await IdentifyAsync();
        Assert.Equal("https://tc.example.com", identity.RootUrl.Text);
        Assert.Equal(new("proj/linux", "google-1", "us-central1", "1234567890123456789"), identity.Identity);
        Assert.All(world.Cloud.Requests, r => Assert.Equal("Google", r.Header("Metadata-Flavor")));
    }

    [Fact]
    public async Task The_proof_is_the_token_as_it_came_and_no_log_shows_it()
    {
        var proof = (await IdentifyAsync()).Proof!.Properties;
        Assert.Equal("token", Assert.Single(proof.Keys));
        Assert.Equal(Token, Assert.IsType<Secret>(proof["token"]).Reveal());
        Assert.DoesNotContain("eyJ", proof.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", world.Environment.Log.Secrets.Mask("refused: " + Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://tc.example.com/", "https%3A%2F%2Ftc.example.com%2F")]
    [InlineData("http://taskcluster", "http%3A%2F%2Ftaskcluster")]
    [InlineData("https://TC.example.com:8443/sub", "https%3A%2F%2FTC.example.com%3A8443%2Fsub")]
    public async Task The_audience_is_the_root_URL_exactly_as_worker_manager_wrote_it(string rootUrl, string audience)
    {
        SetRootUrl(rootUrl);
        world.Cloud.Set(TokenPath(audience), "token-of-this-audience");
        Assert.Equal("token-of-this-audience", ((Secret)(await IdentifyAsync()).Proof!.Properties["token"]!).Reveal());
    }

    [Fact]
    public async Task Metadata_and_location_have_the_names_that_workers_know()
    {
        var identity = await IdentifyAsync();
        Assert.Equal(
            """{"instance-id":"1234567890123456789","project-id":"proj-1","image":"projects/p/global/images/win-2022","instance-type":"projects/123/machineTypes/n2-standard-4","zone":"us-central1-a","region":"us-central1","public-hostname":"vm-1.c.proj-1.internal","local-ipv4":"10.0.0.2","public-ipv4":"1.2.3.4"}""",
            identity.Metadata.ToString());
        Assert.Equal("""{"cloud":"google","region":"us-central1","zone":"us-central1-a"}""", identity.Location.ToString());
    }

    [Theory]
    [InlineData(404)]
    [InlineData(200)]
    public async Task Without_a_public_address_its_entry_is_absent(int status)
    {
        world.Cloud.Set(External, "", status);
        var metadata = (await IdentifyAsync()).Metadata;
        Assert.False(metadata.ContainsKey("public-ipv4"));
        Assert.Equal("10.0.0.2", metadata["local-ipv4"]);
    }

    [Fact]
    public async Task Everything_but_the_token_is_asked_for_at_once()
    {
        world.Cloud.OnlyTogether(10);
        await IdentifyAsync();
        Assert.Equal(11, world.Cloud.Requests.Count);
        Assert.Contains("/identity?audience=", world.Cloud.Requests[^1].Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TRUE")]
    [InlineData("TRUE\n")]
    public async Task A_preempted_instance_does_not_register(string preempted)
    {
        world.Cloud.Set(Base + "/instance/preempted", preempted);
        Assert.Contains("already been preempted", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Cloud.Requests, r => r.Path.Contains("audience", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_attribute_is_named()
    {
        world.Cloud.Remove(Attribute);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Equal("The instance's attribute \"taskcluster\" is missing.", error.Message);
        Assert.Contains("worker-manager sets it", error.Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("true")]
    [InlineData("""{"workerPoolId":"a/b"}""")]
    public async Task An_attribute_of_another_kind_is_named(string attribute)
    {
        world.Cloud.Set(Attribute, attribute);
        Assert.StartsWith(
            "The instance's attribute \"taskcluster\" is not what worker-manager sets: ", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_something_in_between_is_no_name()
    {
        world.Cloud.Set(Base + "/instance/id", "<html>\nSign in</html>");
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Equal("The instance ID from the Google metadata service is not a number.", error.Message);
    }

    [Theory]
    [InlineData(Base + "/instance/id", "id")]
    [InlineData(Base + "/instance/zone", "zone")]
    [InlineData(Base + "/instance/service-accounts/default/identity?audience=https%3A%2F%2Ftc.example.com&format=full", "identity token")]
    public async Task A_value_that_has_to_be_there_is_named(string path, string what)
    {
        world.Cloud.Remove(path);
        Assert.Equal($"The Google metadata service has no {what} for this instance.", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message);
    }

    [Fact]
    public void It_is_made_by_worker_manager_and_may_be_cached()
    {
        var provider = new GoogleProvider();
        Assert.True(provider is { IsDynamicallyProvisioned: true, MayBeCached: true });
        Assert.Equal("google", provider.CreateInterruptionSource(World.CloudConfig("google").Provider, InterruptionSettings.Default, world.Environment.Metadata)!.Provider);
    }

    private static string TokenPath(string audience) => $"{Base}/instance/service-accounts/default/identity?audience={audience}&format=full";

    private void SetRootUrl(string rootUrl) => world.Cloud.Set(
        Attribute, $$"""{"workerPoolId":"proj/linux","providerId":"google-1","workerGroup":"us-central1","rootUrl":"{{rootUrl}}"}""");

    private Task<ProviderIdentity> IdentifyAsync() => new GoogleProvider().IdentifyAsync(World.CloudConfig("google").Provider, world.Environment.Metadata, Test.Token).Soon();
}
