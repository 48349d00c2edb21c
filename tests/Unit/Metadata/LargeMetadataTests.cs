using System.IO.Compression;
using System.Text;
using WorkerRunner.Metadata;
using WorkerRunner.Runs;

namespace WorkerRunner.Tests.Metadata;

/// <summary>Answers larger than any metadata service has, over real connections.</summary>
public sealed class LargeMetadataTests : IDisposable
{
    private const int MiB = 1024 * 1024;
    private const string Head = "HTTP/1.1 200 OK\r\nConnection: close\r\n";

    private readonly World world = new();
    private readonly RunEnvironment environment;

    public LargeMetadataTests() => environment = new RunEnvironment(world.Environment.Log, world.Time, variable: _ => null);

    public void Dispose()
    {
        environment.Dispose();
        world.Dispose();
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task No_more_is_read_than_any_has(string cloud)
    {
        var written = 0;
        using var server = new AnswerServer((request, stream) => Answer(request, stream, body =>
        {
            for (var block = new byte[MiB]; written < 200; written++) body.Write(block, 0, block.Length);
        }));
        var error = await Assert.ThrowsAsync<MetadataServiceException>(() => AskAsync(cloud, server));
        Assert.EndsWith($" did not answer /the/value: 127.0.0.1:{server.Port} gave no answer: the answer is larger than 1 MiB.", error.Message, StringComparison.Ordinal);
        // What the system holds on its way counts as written.
        Assert.InRange(written, 1, 64);
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task What_nobody_asked_to_be_packed_is_not_unpacked(string cloud)
    {
        using var server = new AnswerServer((request, stream) => Answer(request, stream, coding: "Content-Encoding: gzip\r\n", write: body =>
        {
            using var packed = new GZipStream(body, CompressionLevel.Optimal, leaveOpen: true);
            for (var i = 0; i < 64; i++) packed.Write(new byte[MiB], 0, MiB);
        }));
        Assert.InRange((await AskAsync(cloud, server)).Text.Length, 1, MiB);
    }

    private async Task<MetadataAnswer> AskAsync(string cloud, AnswerServer server)
    {
        var provider = World.CloudConfig(cloud, provider: $"metadataURL: '{server.Address}'").Provider;
        var metadata = cloud switch
        {
            "aws" => new AwsMetadata(environment.Metadata, provider).Client,
            "azure" => new AzureMetadata(environment.Metadata, provider).Client,
            _ => new GoogleMetadata(environment.Metadata, provider).Client,
        };
        return await metadata.GetOnceAsync("/the/value", MetadataClient.RequestLimit, Test.Token).Soon();
    }

    /// <summary>AWS is asked for a token first.</summary>
    private static void Answer(string request, Stream stream, Action<Stream> write, string coding = "")
    {
        var isToken = request.StartsWith("PUT ", StringComparison.Ordinal);
        var head = Encoding.ASCII.GetBytes(Head + (isToken ? "" : coding) + "\r\n");
        stream.Write(head, 0, head.Length);
        if (isToken) stream.Write("token"u8.ToArray(), 0, 5);
        else write(stream);
    }
}
