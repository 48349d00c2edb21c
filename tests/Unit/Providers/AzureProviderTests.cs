using WorkerRunner.Interruptions;
using WorkerRunner.Providers;

namespace WorkerRunner.Tests.Providers;

public sealed class AzureProviderTests : IDisposable
{
    private const string InstancePath = "/metadata/instance?api-version=2021-02-01";
    private const string AttestedPath = "/metadata/attested/document?api-version=2021-02-01";
    private const string Signature = "MIIE/+ ab\\r\\n==\\n";

    private const string Compute =
        """{"location":"westus2","name":"vm-1","vmId":"6e5a","vmSize":"Standard_D2","tagsList":[{"name":"worker-pool-id","value":"proj/win"},{"name":"provider-id","value":"azure-1"},{"name":"worker-group","value":"westus2"},{"name":"root-url","value":"https://tc.example.com"},{"name":"other","value":null}]}""";
    private const string OneAddress = """[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.4","publicIpAddress":"1.2.3.4"}]}}]""";

    private readonly World world = new();

    public AzureProviderTests()
    {
        SetInstance(Compute, OneAddress);
        world.Cloud.Set(AttestedPath, $$"""{"encoding":"pkcs7","signature":"{{Signature}}"}""");
    }

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task The_machines_tags_say_who_it_is()
    {
        var identity = await IdentifyAsync();
        Assert.Equal("https://tc.example.com", identity.RootUrl.Text);
        Assert.Equal(new("proj/win", "azure-1", "westus2", "vm-1"), identity.Identity);
        Assert.All(world.Cloud.Requests, r => Assert.Equal("true", r.Header("Metadata")));
    }

    [Fact]
    public async Task The_proof_is_the_attested_signature_as_it_came()
    {
        var proof = (await IdentifyAsync()).Proof!.Properties;
        Assert.Equal("document", Assert.Single(proof.Keys));
        Assert.Equal("MIIE/+ ab\r\n==\n", proof["document"]);
    }

    [Fact]
    public async Task Metadata_and_location_have_the_names_that_workers_know()
    {
        var identity = await IdentifyAsync();
        Assert.Equal(
            """{"vm-id":"6e5a","instance-type":"Standard_D2","region":"westus2","local-ipv4":"10.0.0.4","public-ipv4":"1.2.3.4"}""", identity.Metadata.ToString());
        Assert.Equal("""{"cloud":"azure","region":"westus2"}""", identity.Location.ToString());
    }

    [Theory]
    [InlineData("""[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.4","publicIpAddress":""}]}}]""", "10.0.0.4")]
    [InlineData("""[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.4"}]}}]""", "10.0.0.4")]
    [InlineData("""[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.4","publicIpAddress":"1.2.3.4"},{"privateIpAddress":"10.0.0.5","publicIpAddress":""}]}}]""", null)]
    [InlineData("""[{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.4"}]}},{"ipv4":{"ipAddress":[{"privateIpAddress":"10.0.0.5"}]}}]""", null)]
    [InlineData("""[{"ipv4":{"ipAddress":[]}}]""", null)]
    [InlineData("""[{"ipv6":{"ipAddress":[]}}]""", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public async Task Addresses_are_told_where_it_is_clear_which_are_meant(string interfaces, string? privateAddress)
    {
        SetInstance(Compute, interfaces);
        var metadata = (await IdentifyAsync()).Metadata;
        Assert.False(metadata.ContainsKey("public-ipv4"));
        Assert.Equal(privateAddress, metadata.TryGetValue("local-ipv4", out var address) ? address : null);
    }

    [Fact]
    public async Task Both_documents_are_asked_for_at_once()
    {
        world.Cloud.OnlyTogether(2);
        await IdentifyAsync();
        Assert.Equal(2, world.Cloud.Requests.Count);
    }

    [Theory]
    [InlineData("worker-pool-id")]
    [InlineData("provider-id")]
    [InlineData("worker-group")]
    [InlineData("root-url")]
    public async Task A_missing_tag_is_named(string tag)
    {
        SetInstance(Compute.Replace($"\"{tag}\"", "\"x\"", StringComparison.Ordinal), OneAddress);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.Equal($"This machine has no tag \"{tag}\".", error.Message);
        Assert.Contains("worker-manager sets it", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_tags_lacks_the_first_one()
    {
        SetInstance("""{"location":"l","name":"n"}""", OneAddress);
        Assert.Contains("has no tag", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_URL_that_is_none_is_named()
    {
        SetInstance(Compute.Replace("https://", "", StringComparison.Ordinal), OneAddress);
        Assert.Equal("The machine's tag root-url is not the http or https address of a deployment (without user name, password, query or fragment).", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"compute":[]}""")]
    [InlineData("""{"compute":{"location":7}}""")]
    [InlineData("""{"compute":{"tagsList":[7]}}""")]
    [InlineData("""{"compute":{"tagsList":[{"value":"x"}]}}""")]
    public async Task Instance_metadata_of_another_kind_is_named(string instance)
    {
        world.Cloud.Set(InstancePath, instance);
        Assert.StartsWith(
            "The Azure metadata service's description of this machine cannot be parsed: ", (await Assert.ThrowsAsync<ProviderException>(IdentifyAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"signature":7}""")]
    public async Task An_attested_document_of_another_kind_is_named(string attested)
    {
        world.Cloud.Set(AttestedPath, attested);
        await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
    }

    [Fact]
    public async Task An_attested_document_that_is_refused_is_named_with_the_status()
    {
        world.Cloud.Set(AttestedPath, """{"signature":"of an error"}""", status: 404);
        var error = await Assert.ThrowsAsync<ProviderException>(IdentifyAsync);
        Assert.StartsWith("The Azure metadata service has no document at /metadata/attested/document", error.Message, StringComparison.Ordinal);
        Assert.Contains("status 404", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_made_by_worker_manager_and_may_be_cached()
    {
        var provider = new AzureProvider();
        Assert.True(provider is { IsDynamicallyProvisioned: true, MayBeCached: true });
        Assert.Equal("azure", provider.CreateInterruptionSource(World.CloudConfig("azure").Provider, InterruptionSettings.Default, world.Environment.Metadata)!.Provider);
    }

    private void SetInstance(string compute, string interfaces) =>
        world.Cloud.Set(InstancePath, $$$"""{"compute":{{{compute}}},"network":{"interface":{{{interfaces}}}}}""");

    private Task<ProviderIdentity> IdentifyAsync() => new AzureProvider().IdentifyAsync(World.CloudConfig("azure").Provider, world.Environment.Metadata, Test.Token).Soon();
}
