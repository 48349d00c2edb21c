using WorkerRunner.Metadata;
using WorkerRunner.Values;

namespace WorkerRunner.Tests.Metadata;

public sealed class MetadataSettingsTests : IDisposable
{
    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("aws", "http://169.254.169.254")]
    [InlineData("azure", "http://169.254.169.254")]
    [InlineData("google", "http://metadata.google.internal")]
    public void Each_cloud_has_its_address(string cloud, string address) => Assert.Equal(address, Address(cloud));

    [Theory]
    [InlineData("aws", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://[fd00:ec2::254]/", "http://[fd00:ec2::254]")]
    [InlineData("azure", "AZURE_METADATA_ENDPOINT", "http://127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("google", "GCE_METADATA_HOST", "127.0.0.1:8080", "http://127.0.0.1:8080")]
    public void An_environment_variable_names_another(string cloud, string variable, string value, string address)
    {
        world.Variables[variable] = value;
        Assert.Equal(address, Address(cloud));
    }

    [Theory]
    [InlineData("aws", "AWS_EC2_METADATA_SERVICE_ENDPOINT")]
    [InlineData("azure", "AZURE_METADATA_ENDPOINT")]
    [InlineData("google", "GCE_METADATA_HOST")]
    public void The_configuration_comes_before_the_environment(string cloud, string variable)
    {
        world.Variables[variable] = "http://elsewhere.test";
        Assert.Equal("http://configured.test:81", Address(cloud, "metadataURL: http://configured.test:81/"));
    }

    [Theory]
    [InlineData("aws", "AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254")]
    [InlineData("azure", "AZURE_METADATA_ENDPOINT", "ftp://x")]
    [InlineData("google", "GCE_METADATA_HOST", "http://metadata.google.internal")]
    public void An_environment_variable_that_is_no_address_is_an_error_of_ours(string cloud, string variable, string value)
    {
        world.Variables[variable] = value;
        var error = Assert.Throws<MetadataServiceException>(() => Address(cloud));
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metadataURL: 7", "runner.yml:3:16: provider.metadataURL must be a string, but is a whole number.")]
    [InlineData("metadataURL: 169.254.169.254", "runner.yml:3:3: provider.metadataURL \"169.254.169.254\" is not an http address.")]
    [InlineData("metadataURL: ''", "runner.yml:3:3: provider.metadataURL \"\" is not an http address.")]
    [InlineData("metadataURL: file:///x", "runner.yml:3:3: provider.metadataURL \"file:///x\" is not an http address.")]
    [InlineData("metadataTimeout: 5m", "runner.yml:3:20: provider.metadataTimeout must be a whole number of seconds, at least 1, but is a string.")]
    [InlineData("metadataTimeout: 0", "runner.yml:3:20: provider.metadataTimeout must be a whole number of seconds, at least 1, but is a whole number.")]
    [InlineData("metadataTimeout: -1", "runner.yml:3:20: provider.metadataTimeout must be a whole number of seconds, at least 1, but is a whole number.")]
    [InlineData("metadataTimeout: 1.5", "runner.yml:3:20: provider.metadataTimeout must be a whole number of seconds, at least 1, but is a number.")]
    public void What_is_wrong_in_the_configuration_is_named_with_its_place(string line, string message) =>
        Assert.Equal(message, Assert.Throws<RunnerConfigException>(() => Read(line)).Message);

    [Fact]
    public void The_time_is_5_minutes_or_as_configured()
    {
        Assert.Equal(TimeSpan.FromMinutes(5), Read("").Timeout);
        Assert.Equal(TimeSpan.FromSeconds(30), Read("metadataTimeout: 30").Timeout);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public void The_keys_are_known_to_each_cloud_and_others_warn(string cloud)
    {
        Assert.Empty(World.CloudConfig(cloud, provider: "metadataURL: http://x\n  metadataTimeout: 3").Warnings);
        Assert.Equal(
            "runner.yml:3:3: provider.metadataUrl is not known and is ignored. Did you mean \"metadataURL\"?",
            Assert.Single(World.CloudConfig(cloud, provider: "metadataUrl: http://x").Warnings).ToString());
    }

    [Theory]
    [InlineData("aws", "stale routes", "switched off", "hop limit")]
    [InlineData("azure", "stale routes", "firewall", "169.254.169.254")]
    [InlineData("google", "stale routes", "hosts file", "metadata.google.internal")]
    public async Task A_service_that_cannot_be_reached_is_said_with_its_usual_causes(string cloud, params string[] causes)
    {
        world.Cloud.Instead = (_, _) => throw new HttpRequestException("No route to host");
        var error = await Assert.ThrowsAsync<MetadataServiceException>(() => Client(cloud, "").GetOnceAsync("/x", MetadataClient.RequestLimit, Test.Token).Soon());
        Assert.Contains("gave no answer: No route to host.", error.Message, StringComparison.Ordinal);
        Assert.All(causes, c => Assert.Contains(c, error.Advice!, StringComparison.Ordinal));
    }

    private static MetadataSettings Read(string line) => MetadataSettings.Read(World.CloudConfig("aws", provider: line).Provider, "http://169.254.169.254");

    private string Address(string cloud, string line = "") => Client(cloud, line).Address;

    private MetadataClient Client(string cloud, string line)
    {
        var provider = World.CloudConfig(cloud, provider: line).Provider;
        return cloud switch
        {
            "aws" => new AwsMetadata(world.Environment.Metadata, provider).Client,
            "azure" => new AzureMetadata(world.Environment.Metadata, provider).Client,
            _ => new GoogleMetadata(world.Environment.Metadata, provider).Client,
        };
    }
}
