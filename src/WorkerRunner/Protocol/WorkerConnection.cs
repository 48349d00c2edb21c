using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Protocol;

/// <summary>
/// The conversation with a worker: welcome and hello, messages to their handlers, everything else to the log. Whatever the worker says,
/// it goes on until the worker says no more.
/// </summary>
internal sealed class WorkerConnection : ILineReceiver
{
    private const int LongestQuote = 200;

    private readonly IRunningWorker worker;
    private readonly RunLog log;
    private readonly TimeProvider time;
    private readonly WorkerErrors? errors;
    private readonly WorkerEvents? events;
    private readonly Dictionary<string, Action<WorkerMessage>> handlers = new(StringComparer.Ordinal);
    private readonly List<string> ours = [];
    private readonly JsonProperties properties = new();
    private readonly MessageHistory? history;
    private readonly MessageSender sender;
    private readonly TaskCompletionSource<IReadOnlyCollection<string>?> hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool keepsLog;
    private volatile bool stoppedReading;

    public WorkerConnection(IRunningWorker worker, RunLog log, TimeProvider time, Stream? workerErrors = null, int keptMessages = 0, bool keepsLog = true, WorkerEvents? events = null)
    {
        this.worker = worker;
        this.log = log;
        this.time = time;
        this.events = events;
        Heard = new LastHeard(time);
        if (worker.Errors is { } stderr) errors = new WorkerErrors(stderr, log, workerErrors, Heard);
        if (keptMessages > 0) history = new MessageHistory(log.Secrets, time, keptMessages);
        sender = new MessageSender(worker, log, time, history);
        this.keepsLog = keepsLog;
        handlers["hello"] = OnHello;
    }

    /// <summary>When the worker said something last.</summary>
    public LastHeard Heard { get; }

    /// <summary>What both sides can do, once the worker said hello; null where it ended without.</summary>
    public Task<IReadOnlyCollection<string>?> Hello => hello.Task;

    /// <summary>The newest messages; null where none are kept.</summary>
    public MessageHistory? History => history;

    /// <summary>Completes when the worker says no more, on stderr neither.</summary>
    public Task Ended => errors is null ? ended.Task : Task.WhenAll(ended.Task, errors.Ended);

    /// <summary>Reads no more, though there may be somebody who goes on writing.</summary>
    public void StopReading()
    {
        stoppedReading = true;
        worker.FromWorker.Dispose();
        worker.Errors?.Dispose();
    }

    /// <summary>Names a capability of ours. Before <see cref="Start"/> only.</summary>
    public void Offer(string capability)
    {
        if (!ours.Contains(capability)) ours.Add(capability);
    }

    /// <summary>
    /// Names who takes the messages of a type, on the reading thread: what takes long goes on elsewhere. Before <see cref="Start"/> only.
    /// </summary>
    public void Handle(string type, Action<WorkerMessage> handler) => handlers.Add(type, handler);

    /// <summary>Begins to read, and sends the welcome.</summary>
    public void Start()
    {
        errors?.Start();
        new Thread(Read) { IsBackground = true, Name = "worker output" }.Start();
        if (worker.SpeaksProtocol) _ = sender.SendAsync(OutgoingMessage.Welcome(ours), CancellationToken.None);
    }

    /// <summary>Nothing is ever read: the worker has said all it will.</summary>
    public void Close()
    {
        hello.TrySetResult(null);
        history?.End();
        ended.TrySetResult(true);
    }

    /// <summary>Whether the worker said that it can do this; waits for its hello.</summary>
    public async Task<SendOutcome> SendIfCapableAsync(string capability, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var agreed = await Hello.WaitAsync(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(false);
        if (agreed is null) return SendOutcome.WorkerGone;
        if (!agreed.Contains(capability)) return SendOutcome.NotCapable;
        return await sender.SendAsync(message, cancellationToken).ConfigureAwait(false) ? SendOutcome.Sent : SendOutcome.WorkerGone;
    }

    void ILineReceiver.OnOutput(ReadOnlySpan<byte> lines)
    {
        Heard.Now();
        events?.Count(lines);
        log.Worker.Lines(lines);
    }

    void ILineReceiver.OnCut(ReadOnlySpan<byte> kept, long dropped)
    {
        Heard.Now();
        // A secret that is cut through would not be found.
        var shown = log.Secrets.LengthBeforeBegun(kept);
        log.Worker.Lines(kept.Slice(0, shown));
        log.Write(Messages.LineCut(LineReader.LongestLine >> 20, dropped + kept.Length - shown));
    }

    bool ILineReceiver.OnMessage(ReadOnlyMemory<byte> line)
    {
        Heard.Now();
        var json = JsonInput.AsUnicode(line);
        if (TypeOf(json.Span) is not { } type) return false;
        // In the log everything stands in the order in which it was said.
        if (type != Capabilities.Log) log.Worker.EndBurst();
        var message = new WorkerMessage(type, json, properties);
        if (keepsLog || type != Capabilities.Log) history?.Add(message);
        Dispatch(message);
        return true;
    }

    /// <summary>Says in the log that a message was dropped, and why. Its content is not quoted whole: it may be long.</summary>
    public void Malformed(string type, string why)
    {
        log.Worker.EndBurst();
        log.Write(Messages.MalformedMessage(Short(type), why));
    }

    private void Dispatch(WorkerMessage message)
    {
        if (!handlers.TryGetValue(message.Type, out var handler))
        {
            log.Write(Messages.UnknownMessage(Short(message.Type)));
            return;
        }

        try
        {
            handler(message);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            Malformed(message.Type, e.Message);
        }
        catch (Exception e)
        {
            // On this thread it would end the process, and the worker with it; nothing is hidden.
            log.Write(Messages.MessageBug(Short(message.Type), e));
        }
    }

    private void OnHello(WorkerMessage message)
    {
        if (!message.Parse().TryGetProperty("capabilities", out var list) || list.ValueKind != JsonValueKind.Array)
            throw new FormatException("\"capabilities\" is not a list.");
        if (list.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String)) throw new FormatException("A capability is not a string.");

        var theirs = list.EnumerateArray().Select(c => c.GetString()!).ToList();
        var agreed = ours.Intersect(theirs, StringComparer.Ordinal).ToList();
        if (hello.TrySetResult(agreed)) log.Write(Messages.SaidHello(string.Join(", ", agreed)));
        else log.Write(Messages.SaidHelloAgain());
    }

    private void Read()
    {
        try
        {
            new LineReader(worker.FromWorker, this, log.Worker.EndBurst).ReadToEnd();
        }
        catch (Exception e) when (stoppedReading && e is (IOException or ObjectDisposedException))
        {
            // Which is how the reading ends then.
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            log.Write(Messages.OutputUnreadable(e.Message));
        }
        finally
        {
            log.Worker.EndBurst();
            Close();
        }
    }

    private string? TypeOf(ReadOnlySpan<byte> message)
    {
        try
        {
            properties.Read(message);
            return properties.TryFindLast(message, "type"u8, out var type) && type.Kind == JsonTokenType.String ? type.Value.Text(message) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Short(string text) => text.Length <= LongestQuote ? text : text.Substring(0, LongestQuote) + "…";
}
