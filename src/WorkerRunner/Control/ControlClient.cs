using System.Text.Json;
using WorkerRunner.Machine;
using WorkerRunner.Values;

namespace WorkerRunner.Control;

/// <summary>A conversation with a runner in another process, from this side. Its calls block, within limits.</summary>
internal sealed class ControlClient : IDisposable
{
    private const int LongestLine = 4 * 1024 * 1024;
    private const int InitialBytes = 8 * 1024;

    /// <summary>How long an answer takes that is given at once.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    // How often it is looked whether the wait is cancelled.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ILocalConnection connection;
    private readonly string id;
    private byte[] buffer = new byte[InitialBytes];
    private int filled;

    private ControlClient(ILocalConnection connection, string id)
    {
        this.connection = connection;
        this.id = id;
    }

    /// <summary>Opens a conversation.</summary>
    /// <param name="endpoints">Where runners are found.</param>
    /// <param name="id">Which one.</param>
    /// <exception cref="RunnerRequestException">There is none, it may not be asked, or it does not answer.</exception>
    public static ControlClient Open(ILocalEndpoints endpoints, string id)
    {
        try
        {
            var client = new ControlClient(endpoints.Connect(id), id);
            try
            {
                var greeting = client.ReadObject(AnswerLimit, CancellationToken.None);
                ThrowIfError(greeting);
                if (greeting.TryGetProperty("protocol", out var version) && version.ValueKind == JsonValueKind.Number) return client;
                throw client.NotUnderstood();
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }
        catch (IOException e)
        {
            throw NotReached(id, e);
        }
    }

    /// <summary>Asks for something.</summary>
    /// <param name="verb">What.</param>
    /// <param name="arguments">Writes what else is said of it.</param>
    /// <param name="onEvent">Takes what comes before the result; none comes by default.</param>
    /// <param name="limit">How long each line of the answer is waited for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result.</returns>
    /// <exception cref="RunnerRequestException">It was refused, or no answer came.</exception>
    public JsonElement Ask(string verb, Action<Utf8JsonWriter>? arguments, Action<JsonElement>? onEvent, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            Write(verb, arguments);
            while (true)
            {
                var answer = ReadObject(limit, cancellationToken);
                ThrowIfError(answer);
                if (answer.TryGetProperty("result", out var result)) return result;
                onEvent?.Invoke(answer);
            }
        }
        catch (IOException e)
        {
            throw NotReached(id, e);
        }
        catch (TimeoutException e)
        {
            throw NotReached(id, e);
        }
    }

    /// <inheritdoc cref="Ask(string, Action{Utf8JsonWriter}?, Action{JsonElement}?, TimeSpan, CancellationToken)"/>
    public JsonElement Ask(string verb, Action<Utf8JsonWriter>? arguments = null) => Ask(verb, arguments, onEvent: null, AnswerLimit, CancellationToken.None);

    public void Dispose() => connection.Dispose();

    private void Write(string verb, Action<Utf8JsonWriter>? arguments)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("do", verb);
            arguments?.Invoke(json);
            json.WriteEndObject();
        }
        line.WriteByte((byte)'\n');
        connection.Write(line.GetBuffer(), (int)line.Length, AnswerLimit);
    }

    private JsonElement ReadObject(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonInput.Parse(ReadLine(limit, cancellationToken));
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw NotUnderstood();
        }
        catch (FormatException)
        {
            throw NotUnderstood();
        }
    }

    private byte[] ReadLine(TimeSpan limit, CancellationToken cancellationToken)
    {
        var looked = 0;
        while (true)
        {
            var end = Array.IndexOf(buffer, (byte)'\n', looked, filled - looked);
            if (end >= 0)
            {
                var line = buffer.AsSpan(0, end).ToArray();
                filled -= end + 1;
                Array.Copy(buffer, end + 1, buffer, 0, filled);
                return line;
            }
            looked = filled;
            if (filled == LongestLine) throw NotUnderstood();
            if (filled == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            filled += Read(limit, cancellationToken);
        }
    }

    private int Read(TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        while (!connection.HasMoreWithin(Look))
        {
            cancellationToken.ThrowIfCancellationRequested();
            waited += Look;
            if (limit != Timeout.InfiniteTimeSpan && waited >= limit)
                throw new RunnerRequestException(RunnerRequestException.NotReached, $"The runner {id} does not answer within {DurationText.Of(limit)}.", "Its process may be stopped or overloaded.");
        }
        var read = connection.Read(buffer, filled, buffer.Length - filled, Look);
        return read > 0 ? read : throw new EndOfStreamException("it has ended.");
    }

    private static void ThrowIfError(JsonElement answer)
    {
        if (!answer.TryGetProperty("error", out var error)) return;
        throw new RunnerRequestException(
            error.TryGetProperty("code", out var code) ? code.GetString()! : RunnerRequestException.NotReached,
            error.TryGetProperty("message", out var message) ? message.GetString()! : "The runner refused it.",
            error.TryGetProperty("advice", out var advice) ? advice.GetString() : null);
    }

    private RunnerRequestException NotUnderstood() => new(
        RunnerRequestException.NotReached, $"The answer of the runner {id} cannot be understood.", "It may be of another version of WorkerRunner.");

    private static RunnerRequestException NotReached(string id, Exception why) =>
        new(RunnerRequestException.NotReached, $"The runner {id} cannot be asked: {why.Message}", inner: why);
}
