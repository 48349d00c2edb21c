using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Runners;

/// <summary>A connection to a runner's control endpoint, version 1.</summary>
internal sealed class RunnerConversation : IDisposable
{
    private const int Protocol = 1;
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    private readonly Stream stream;
    private readonly StreamReader reader;

    private RunnerConversation(Stream stream)
    {
        this.stream = stream;
        reader = new StreamReader(stream, Encoding.UTF8);
    }

    /// <summary>Connects.</summary>
    /// <param name="place">One of <see cref="RunnerPlaces.Find()"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">Nobody is there, or somebody who is no runner that is known here, or no answer came in 5 s.</exception>
    public static async Task<RunnerConversation> OpenAsync(string place, CancellationToken cancellationToken)
    {
        var conversation = new RunnerConversation(await ConnectAsync(place, cancellationToken));
        try
        {
            var first = await conversation.ReadAsync(AnswerLimit, cancellationToken);
            return first["protocol"]?.GetValue<int>() == Protocol ? conversation : throw new IOException($"{place} speaks another protocol.");
        }
        catch
        {
            conversation.Dispose();
            throw;
        }
    }

    /// <summary>Asks, and returns the answer.</summary>
    /// <exception cref="IOException">The runner is gone, or gave no answer in 5 s.</exception>
    public async Task<JsonObject> AskAsync(JsonObject request, CancellationToken cancellationToken)
    {
        await SayAsync(request, cancellationToken);
        var answer = await ReadAsync(AnswerLimit, cancellationToken);
        return answer["result"] as JsonObject ?? throw new IOException("The runner gave no result.");
    }

    /// <summary>The messages between runner and worker, those that were and those that come, until the run ends.</summary>
    /// <exception cref="IOException">The runner is gone.</exception>
    public async IAsyncEnumerable<JsonObject> FollowMessagesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await SayAsync(new JsonObject { ["do"] = "messages", ["follow"] = true }, cancellationToken);
        while (await ReadAsync(Timeout.InfiniteTimeSpan, cancellationToken) is var answer && answer["message"] is JsonObject message)
            yield return message;
    }

    /// <summary>Ends the connection.</summary>
    public void Dispose()
    {
        reader.Dispose();
        stream.Dispose();
    }

    private static async Task<Stream> ConnectAsync(string place, CancellationToken cancellationToken)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                var pipe = new NamedPipeClientStream(".", place, PipeDirection.InOut, PipeOptions.Asynchronous);
                await pipe.ConnectAsync(AnswerLimit, cancellationToken);
                return pipe;
            }

            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(place), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or TimeoutException or UnauthorizedAccessException)
        {
            throw new IOException($"{place}: {e.Message}", e);
        }
    }

    private async Task SayAsync(JsonObject request, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToJsonString() + "\n"), cancellationToken);

    private async Task<JsonObject> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var line = await reader.ReadLineAsync(cancellationToken).AsTask().WaitAsync(limit, cancellationToken)
                ?? throw new IOException("The runner has ended the connection.");
            return JsonNode.Parse(line) as JsonObject ?? throw new IOException("The runner's answer is no JSON object.");
        }
        catch (Exception e) when (e is JsonException or TimeoutException)
        {
            throw new IOException($"The runner's answer: {e.Message}", e);
        }
    }
}
