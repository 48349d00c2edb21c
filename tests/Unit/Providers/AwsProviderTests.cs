using WorkerRunner.Interruptions;
using WorkerRunner.Metadata;
using WorkerRunner.Providers;

namespace WorkerRunner.Tests.Providers;

public sealed class AwsProviderTests : IDisposable
{
    private const string UserData = "/latest/user-data";
    private const string DocumentPath = "/latest/dynamic/instance-identity/document";
    private const string SignaturePath = "/latest/dynamic/instance-identity/signature";
    private const string Notice = "/latest/meta-data/spot/instance-action";

    // As IMDS gives it, and then some: the spaces are part of what is signed.
    private const string Document =
        "\n{\n  \"accountId\" : \"012345678901\",\r\n\t\"imageId\" : \"ami-1\", \"instanceId\" : \"i-1\",\n  \"instanceType\" : \"m5.large\",   \"privateIp\" : \"10.0.0.7\",\n  \"region\" : \"us-east-1\",\"availabilityZone\" : \"us-east-1b\" }\n\n";
    private const string Signature = "abc+/=\ndef==\n";

    private readonly World world = new();

    public AwsProviderTests() => world.Cloud
        .Set(UserData, """{"workerPoolId":"proj/win","providerId":"aws-1","workerGroup":"us-east-1","rootUrl":"https://tc.example.com"}""")
        .Set(DocumentPath, Document)
        .Set(SignaturePath, Signature)
        .Set("/latest/meta-data/public-hostname", "ec2-1-2-3-4.example.com")
        .Set("/latest/meta-data/public-ipv4", "1.2.3.4");

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task The_instance_says_who_it_is()
    {
        var identity = await IdentifyAsync();
        Assert.Equal("https://tc.example.com", identity.RootUrl.Text);
        Assert.Equal(new("proj/win", "aws-1", "us-east-1", "i-1"), identity.Identity);
        Assert.Null(identity.Credentials);
        Assert.Null(identity.WorkerConfig);
    }

    [Fact]
    public async Task The_proof_is_document_and_signature_byte_for_byte()
    {
        var proof = (await IdentifyAsync()).Proof!.Properties;
        Assert.Equal(["document", "signature"], proof.Keys);
        Assert.Equal((Document, Signature), ((string?)proof["document"], (string?)proof["signature"]));
    }

    [Fact]
    public async Task Metadata_and_location_have_the_names_that_workers_know()
    {
        var identity = await IdentifyAsync();
        Assert.Equal(
            """{"instance-id":"i-1","image":"ami-1","instance-type":"m5.large","region":"us-east-1","availability-zone":"us-east-1b","local-ipv4":"10.0.0.7","public-hostname":"ec2-1-2-3-4.example.com","public-ipv4":"1.2.3.4"}""",
            identity.Metadata.ToString());
        Assert.Equal("""{"cloud":"aws","region":"us-east-1","availabilityZone":"us-east-1b"}""", identity.Location.ToString());
    }

    [Fact]
    public async Task Without_a_public_address_its_entries_are_absent()
    {
        world.Cloud.Remove("/latest/meta-data/public-hostname").Remove("/latest/meta-data/public-ipv4");
        Assert.Equal(
            ["instance-id", "image", "instance-type", "region", "availability-zone", "local-ipv4"], (await IdentifyAsync()).Metadata.Keys);
    }

    [Fact]
    public async Task A_public_name_that_is_empty_is_absent()
    {
        world.Cloud.Set("/latest/meta-data/public-hostname", "");
        Assert.False((await IdentifyAsync()).Metadata.ContainsKey("public-hostname"));
    }

    [Fact]
    public async Task Everything_is_asked_for_at_once_with_one_token()
    {
        world.Cloud.OnlyTogether(7);
        await IdentifyAsync();
        Assert.Equal(1, world.Cloud.TokensGiven);
        Assert.Equal(8, world.Cloud.Requests.Count);
    }

    [Theory]
    [InlineData("2017-09-18T08:22:00Z", true)]
    [InlineData("none yet", false)]
    public async Task The_older_form_of_the_notice_counts_too(string terminationTime, bool refused)
    {
        world.Cloud.Set("/latest/meta-data/spot/termination-time", terminationTime);
        if (refused) Assert.Contains("not registered", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message, StringComparison.Ordinal);
        else await IdentifyAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{\"action\":5}")]
    [InlineData("[]")]
    public async Task What_is_no_notice_announces_nothing(string answer)
    {
        world.Cloud.Set(Notice, answer);
        await IdentifyAsync();
    }

    [Fact]
    public async Task The_configuration_in_user_data_is_kept()
    {
        world.Cloud.Set(UserData, """{"workerPoolId":"proj/win","providerId":"aws-1","workerGroup":"g","rootUrl":"https://tc.example.com","workerConfig":{"a":1}}""");
        Assert.Equal("""{"a":1}""", (await IdentifyAsync()).WorkerConfig!.ToString());
    }

    [Theory]
    [InlineData("terminate")]
    [InlineData("stop")]
    public async Task An_instance_whose_end_is_announced_does_not_register(string action)
    {
        world.Cloud.Set(Notice, $$"""{"action":"{{action}}","time":"2026-11-23T15:31:00Z"}""");
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Equal($"This instance is about to be taken away ({action} at {Test.Time("2026-11-23T15:31:00Z")}), so it is not registered.", error.Message);
        Assert.Contains(action, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_user_data_is_named()
    {
        world.Cloud.Remove(UserData);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Equal("The instance's user-data is missing.", error.Message);
        Assert.Contains("worker-manager sets it", error.Advice!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<powershell>\nexit\n</powershell>")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"workerPoolId":7,"providerId":"p","workerGroup":"g","rootUrl":"https://x"}""")]
    [InlineData("""{"workerPoolId":"a/b","providerId":"p","workerGroup":"g","rootUrl":"x"}""")]
    [InlineData("""{"workerPoolId":"a/b","providerId":"p","workerGroup":"g","rootUrl":"https://x","workerConfig":[]}""")]
    public async Task User_data_of_another_kind_is_named(string userData)
    {
        world.Cloud.Set(UserData, userData);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.StartsWith("The instance's user-data is not what worker-manager sets: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"i-1\"")]
    [InlineData("""{"instanceId":"i-1","region":"r"}""")]
    public async Task An_identity_document_of_another_kind_is_named(string document)
    {
        world.Cloud.Set(DocumentPath, document);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.StartsWith("The AWS instance identity document cannot be parsed: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_document_that_is_missing_is_named()
    {
        world.Cloud.Remove(DocumentPath);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Equal("The AWS metadata service has no instance identity document.", error.Message);
    }

    [Fact]
    public async Task A_page_that_says_not_found_is_no_signature()
    {
        world.Cloud.Remove(SignaturePath);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Contains("signature", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_of_the_service_is_an_error_of_its_own()
    {
        world.Cloud.Set(FakeCloud.TokenPath, "", 403);
        await Assert.ThrowsAsync<MetadataServiceException>(IdentifyAsync);
    }

    [Fact]
    public void It_is_made_by_worker_manager_and_may_be_cached()
    {
        var provider = new AwsProvider();
        Assert.True(provider is { IsDynamicallyProvisioned: true, MayBeCached: true });
        Assert.Equal("aws", provider.CreateInterruptionSource(World.CloudConfig("aws").Provider, InterruptionSettings.Default, world.Environment.Metadata)!.Provider);
    }

    private Task<ProviderIdentity> IdentifyAsync() => new AwsProvider().IdentifyAsync(World.CloudConfig("aws").Provider, world.Environment.Metadata, Test.Token).Soon();
}
