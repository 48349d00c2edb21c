using WorkerRunner.Interruptions;
using WorkerRunner.Providers;

namespace WorkerRunner.Tests.Providers;

[Collection(ByItself.Name)]
public sealed class CloudDetectionTests : IDisposable
{
    private const string Aws = "/latest/meta-data/instance-id";
    private const string Azure = "/metadata/instance?api-version=2021-02-01";
    private const string Google = "/computeMetadata/v1/instance/id";

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData(Aws, "aws")]
    [InlineData(Azure, "azure")]
    [InlineData(Google, "google")]
    public async Task The_cloud_is_the_one_that_knows_this_machine(string path, string cloud)
    {
        world.Cloud.Set(path, "{}");
        Assert.Equal(cloud, await new CloudDetection(world.Environment.Metadata).DetectAsync(Test.Token).Soon());
    }

    [Theory]
    [InlineData(Aws, "aws")]
    [InlineData(Azure, "azure")]
    [InlineData(Google, "google")]
    public async Task A_cloud_that_answers_is_found_while_the_others_hang(string path, string cloud)
    {
        world.Cloud.Set(path, "{}").Instead = (request, token) =>
            request.Path == path || (cloud == "aws" && request.Path == FakeCloud.TokenPath) ? null : FakeCloud.Reply.Never(token);
        Assert.Equal(cloud, await new CloudDetection(world.Environment.Metadata).DetectAsync(Test.Token).Soon());
        Assert.Equal(TimeSpan.Zero, world.Time.Elapsed);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task Nobody_who_answers_is_an_error_that_names_the_clouds(int status)
    {
        world.Cloud.Instead = (_, _) => FakeCloud.Reply.Of(status);
        var error = await Assert.ThrowsAsync<ProviderException>(() => new CloudDetection(world.Environment.Metadata).DetectAsync(Test.Token).Soon());
        Assert.Equal("No cloud metadata service answers on this machine.", error.Message);
        Assert.Contains("aws, azure, google", error.Advice!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_2_seconds_where_nothing_answers_at_all()
    {
        world.Cloud.Instead = (_, token) => FakeCloud.Reply.Never(token);
        var detection = new CloudDetection(world.Environment.Metadata).DetectAsync(Test.Token);
        await world.Time.PassAsync(TimeSpan.FromSeconds(2));
        await world.Time.RunAsync(detection);
        await Assert.ThrowsAsync<ProviderException>(() => detection);
        Assert.InRange(world.Time.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task An_address_of_one_cloud_that_is_none_does_not_hide_the_others()
    {
        world.Variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "not an address";
        world.Cloud.Set(Google, "1");
        Assert.Equal("google", await new CloudDetection(world.Environment.Metadata).DetectAsync(Test.Token).Soon());
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        world.Cloud.Instead = (_, token) => FakeCloud.Reply.Never(token);
        using var cancel = new CancellationTokenSource();
        var detection = new CloudDetection(world.Environment.Metadata).DetectAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => detection.Soon());
    }

    [Fact]
    public void Each_cloud_has_its_signals()
    {
        var detection = new CloudDetection(world.Environment.Metadata);
        Assert.All(CloudDetection.Clouds, c => Assert.Equal(c, detection.Source(c, InterruptionSettings.Default).Provider));
        Assert.Throws<ArgumentException>(() => detection.Source("gcp", InterruptionSettings.Default));
    }
}
