using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Protocol;
using WorkerRunner.Session;
using WorkerRunner.Values;

namespace WorkerRunner.Control;

/// <summary>What is said with one other process: it asks, a line each, and is answered in order. docs/control.md describes it.</summary>
/// <param name="connection">Who it is.</param>
/// <param name="run">What it asks about.</param>
/// <param name="server">Who let it in.</param>
internal sealed class Conversation(ILocalConnection connection, RunControl run, ControlServer server)
{
    /// <summary>The version of what is said.</summary>
    public const int Protocol = 1;

    private const int LongestRequest = 4096;
    private const int MostLines = 100_000;

    // 24 days: what a timer takes.
    private const int LongestTime = int.MaxValue / 1000;

    private static readonly TimeSpan RequestLimit = TimeSpan.FromMinutes(1);

    // How often it is looked whether anybody still waits.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly AnswerWriter answers = new(connection);
    private readonly byte[] buffer = new byte[LongestRequest];
    private int filled;

    private SecretMasker Secrets => run.Environment.Log.Secrets;

    /// <summary>Greets, and does what is asked until nothing more is.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="TimeoutException">Nothing was asked, or an answer not taken, in time.</exception>
    public void Run()
    {
        answers.Write(id: null, json =>
        {
            json.WriteNumber("protocol", Protocol);
            json.WriteString("version", ProductVersion.Text);
        });
        while (ReadLine() is { } line) server.WhileBusy(() => AnswerAll(line));
    }

    /// <summary>Says that there are too many.</summary>
    public void Refuse() => answers.WriteError(id: null, "Busy", $"{ControlServer.MostClients} others are connected already.", "Try again.");

    /// <summary>Requests that came together are carried out together: the run does not end in between.</summary>
    private void AnswerAll(ReadOnlyMemory<byte> line)
    {
        for (ReadOnlyMemory<byte>? next = line; next is { } request; next = TakeLine()) Answer(request);
    }

    private ReadOnlyMemory<byte>? TakeLine()
    {
        var end = Array.IndexOf(buffer, (byte)'\n', 0, filled);
        if (end < 0) return null;
        var line = buffer.AsSpan(0, end).ToArray();
        filled -= end + 1;
        Array.Copy(buffer, end + 1, buffer, 0, filled);
        return line;
    }

    /// <returns>Null where nothing more comes.</returns>
    private ReadOnlyMemory<byte>? ReadLine()
    {
        while (true)
        {
            if (TakeLine() is { } line) return line;
            if (filled == LongestRequest)
            {
                answers.WriteError(id: null, "BadRequest", $"A request has {LongestRequest} bytes at most.", advice: null);
                return null;
            }
            var read = connection.Read(buffer, filled, LongestRequest - filled, RequestLimit);
            if (read == 0) return null;
            filled += read;
        }
    }

    private void Answer(ReadOnlyMemory<byte> line)
    {
        JsonElement? id = null;
        try
        {
            var request = Request.Parse(line);
            id = request.Id;
            Do(request);
        }
        catch (FormatException e)
        {
            answers.WriteError(id, "BadRequest", $"The request cannot be understood: {e.Message}", "docs/control.md describes what can be asked.");
        }
        catch (WorkerRunnerException e)
        {
            answers.WriteError(id, e, Secrets);
        }
    }

    private void Do(Request request)
    {
        switch (request.Verb)
        {
            case "status": Succeed(request, json => new StatusWriter(run, server.Id).Write(json)); break;
            case "log": FollowLog(request); break;
            case "messages": FollowMessages(request); break;
            case "wait": WaitForEnd(request); break;
            case "stop": Stop(request); break;
            case "terminate": Terminate(request); break;
            case "renew": Renew(request); break;
            default: throw new FormatException($"\"do\" must be status, log, messages, wait, stop, terminate or renew.");
        }
    }

    private void Succeed(Request request, Action<Utf8JsonWriter>? properties = null) => answers.Write(request.Id, json =>
    {
        json.WriteStartObject("result");
        properties?.Invoke(json);
        json.WriteEndObject();
    });

    private void FollowLog(Request request)
    {
        run.Environment.Log.Tail.Follow(
            request.Number("tail", 100, MostLines), request.Switch("follow"), () => run.Outcome.IsCompleted || connection.HasLeft, line => WriteEntry(request, line),
            lost => answers.Write(request.Id, json => json.WriteNumber("lost", lost)), CancellationToken.None);
        Succeed(request);
    }

    private void WriteEntry(Request request, TailEntry entry) => answers.Write(request.Id, json =>
    {
        json.WriteStartObject("entry");
        json.WriteString("time", entry.Time);
        json.WriteString("source", JsonLogFormat.NameOf(entry.Source));
        json.WriteString("level", LogSettings.NameOf(entry.Level));
        json.WriteString("text", entry.Text);
        json.WriteEndObject();
    });

    private void FollowMessages(Request request)
    {
        var follows = request.Switch("follow");
        var number = 0L;
        while (true)
        {
            var isOver = run.Outcome.IsCompleted;
            var history = run.Session?.History;
            foreach (var message in history?.TakeAfter(ref number) ?? [])
            {
                answers.Write(request.Id, json =>
                {
                    json.WriteStartObject("message");
                    json.WriteString("time", message.Time);
                    json.WriteString("direction", message.Direction);
                    json.WriteString("type", message.Type);
                    json.WriteString("text", message.Text);
                    json.WriteEndObject();
                });
            }
            if (!follows || isOver || connection.HasLeft) break;
            AwaitMessage(history, number);
        }
        Succeed(request);
    }

    /// <summary>Waits until there is a message after one, or the run has ended, or a moment has passed.</summary>
    private void AwaitMessage(MessageHistory? history, long number)
    {
        using var enough = new CancellationTokenSource();
        var moment = Task.Delay(Look, enough.Token);
        Task.WhenAny(run.Outcome, history?.WaitAfterAsync(number, enough.Token) ?? moment, moment).GetAwaiter().GetResult();
        // Nothing waits on: somebody may look for days.
        enough.Cancel();
    }

    /// <summary>Waits as long as somebody is there.</summary>
    private void WaitForEnd(Request request)
    {
        while (!run.Outcome.IsCompleted && !connection.HasLeft) Task.WhenAny(run.Outcome, Task.Delay(Look)).GetAwaiter().GetResult();
        if (!run.Outcome.IsCompleted) return;
        try
        {
            var exit = run.Outcome.GetAwaiter().GetResult();
            Succeed(request, json => StatusWriter.Write(json, exit));
        }
        catch (WorkerFailedException e)
        {
            answers.Write(request.Id, json =>
            {
                json.WriteStartObject("result");
                StatusWriter.Write(json, e.Exit);
                json.WriteEndObject();
            });
        }
        catch (Exception e) when (e is not WorkerRunnerException and not IOException and not TimeoutException)
        {
            answers.WriteError(request.Id, "RunFailed", Secrets.Mask($"The run ended: {e.Message}"), advice: null);
        }
    }

    private void SucceedOrWait(Request request)
    {
        if (request.Switch("wait")) WaitForEnd(request);
        else Succeed(request);
    }

    private void Stop(Request request)
    {
        var limits = new StopLimits { FinishTasks = request.Switch("finishTasks") };
        var seconds = request.Number("timeout", (int)limits.Graceful.TotalSeconds, LongestTime);
        run.Stop(limits with { Graceful = TimeSpan.FromSeconds(seconds) }, request.Switch("force"), connection.Peer);
        SucceedOrWait(request);
    }

    private void Terminate(Request request)
    {
        var finishTasks = request.Switch("finishTasks");
        var limit = HelloLimit(request);
        var session = run.RequireSession();
        run.Environment.Log.Write(Messages.Asked(connection.Peer, $"the worker to end{(finishTasks ? " when its tasks are finished" : "")}"));
        session.Requests.TerminateAsync(finishTasks, limit, CancellationToken.None).GetAwaiter().GetResult();
        SucceedOrWait(request);
    }

    private void Renew(Request request)
    {
        var limit = HelloLimit(request);
        var session = run.RequireSession();
        run.Environment.Log.Write(Messages.Asked(connection.Peer, "for new credentials of the worker"));
        session.Requests.RenewCredentialsAsync(limit, CancellationToken.None).GetAwaiter().GetResult();
        Succeed(request);
    }

    private static TimeSpan HelloLimit(Request request) => TimeSpan.FromSeconds(request.Number("helloTimeout", 30, LongestTime));
}
