using System.IO.Compression;
using System.Text;
using WorkerRunner.Retrying;
using WorkerRunner.Runs;
using WorkerRunner.Taskcluster;

namespace WorkerRunner.Tests.Network;

/// <summary>Answers that are none, over real connections: each is a failed attempt, tried again, and one clear error in the end.</summary>
[Collection(ByItself.Name)]
public sealed class AnswerReaderTests : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly World world = new();

    public void Dispose() => world.Dispose();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 5\r\n\r\nwrong", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 700\r\n\r\n{\"secret\"", "")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "200 the answer with status 200 is not from a Taskcluster service.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 the answer with status 200 is not from a Taskcluster service.")]
    [InlineData("garbage\r\n\r\n", "")]
    public async Task Whatever_is_wrong_with_an_answer_is_a_failed_attempt(string answer, string said)
    {
        using var server = new AnswerServer(answer);
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync(server));
        Assert.True(server.Requests.Count >= 2, "It was tried once.");
        Assert.Equal(server.Requests.Count, error.Attempts);
        Assert.Contains(said.Length > 0 ? said : $"127.0.0.1:{server.Port} gave no answer: ", error.Message, StringComparison.Ordinal);
        Assert.All(world.Log.Lines, line => Assert.StartsWith("secrets.get: attempt ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_is_read_up_to_its_limit_after_decompression(bool isCompressed)
    {
        using var server = new AnswerServer(stream => Write(stream, 13 * MiB, isCompressed));
        var error = await Assert.ThrowsAsync<TaskclusterException>(() => CallAsync(server));
        Assert.Contains($"127.0.0.1:{server.Port} gave no answer: the answer is larger than 12 MiB.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_within_the_limit_is_whole()
    {
        using var server = new AnswerServer(stream => Write(stream, 11 * MiB, isCompressed: true));
        var answer = await CallAsync(server);
        Assert.Equal(11 * MiB, answer.Body.Length);
    }

    [Fact]
    public async Task We_say_who_we_are()
    {
        using var server = new AnswerServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await CallAsync(server);
        Assert.Matches($"(?m)^User-Agent: worker-runner/{ProductVersion.Text} \\((linux|windows|macos)-[a-z0-9]+\\)\r$", Assert.Single(server.Requests));
    }

    private async Task<ApiAnswer> CallAsync(AnswerServer server)
    {
        Assert.True(RootUrl.TryParse(server.Address, out var rootUrl));
        using var environment = new RunEnvironment(world.Environment.Log, world.Time, variable: _ => null);
        var limits = new RetryLimits { Total = TimeSpan.FromSeconds(2), Attempt = TimeSpan.FromHours(1) };
        var call = new ApiClient(environment.Taskcluster, rootUrl!, limits).CallAsync(
            new ApiCall("secrets", "get", HttpMethod.Get, ["secret", "x"]), credentials: null, Test.Token);
        await world.Time.RunAsync(call, except: [limits.Attempt, TimeSpan.FromSeconds(9), TimeSpan.FromMilliseconds(250)]);
        return await call;
    }

    /// <summary>A JSON object of so many bytes.</summary>
    private static void Write(Stream stream, int length, bool isCompressed)
    {
        var head = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\n{(isCompressed ? "Content-Encoding: gzip\r\n" : "")}\r\n");
        stream.Write(head, 0, head.Length);
        using var body = isCompressed ? new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true) : null;
        var json = Encoding.ASCII.GetBytes("{\"a\":\"" + new string('x', length - 8) + "\"}");
        (body ?? stream).Write(json, 0, json.Length);
    }
}
