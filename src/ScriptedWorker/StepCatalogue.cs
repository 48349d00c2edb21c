using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerRunner.ScriptedWorker.Tasks;

namespace WorkerRunner.ScriptedWorker;

/// <summary>The steps that a script can be made of, and their execution.</summary>
internal sealed class StepCatalogue
{
    private const int DefaultAwaitMilliseconds = 60_000;
    private static readonly string[] SecretProperties = ["access-token", "certificate"];

    private readonly Dictionary<string, Func<Step, Task>> steps;
    private readonly JsonElement config;
    private readonly Inbox inbox;
    private readonly Outbox outbox;
    private readonly Children children = new();

    /// <summary>Makes the catalogue for a process.</summary>
    public StepCatalogue(string[] args, JsonElement config, Inbox inbox, Outbox outbox, Signals signals)
    {
        (this.config, this.inbox, this.outbox) = (config, inbox, outbox);
        steps = new(StringComparer.Ordinal)
        {
            ["hello"] = Do(step => Send("hello", ("capabilities", step.Argument))),
            ["log"] = Do(step => Send("log", ("body", step.Argument))),
            ["message"] = Do(step => outbox.Message(Node(step.Argument))),
            ["errorReport"] = Do(SendErrorReport),
            ["shutdown"] = Do(_ => Send("shutdown")),
            ["print"] = Do(step => outbox.Line(Text(step))),
            ["printBase64"] = Do(step => outbox.Bytes(step.Argument.GetBytesFromBase64())),
            ["stderr"] = Do(step => WriteError(Encoding.UTF8.GetBytes(Text(step) + "\n"))),
            ["stderrBase64"] = Do(step => WriteError(step.Argument.GetBytesFromBase64())),
            ["garbage"] = Do(step => Garbage.Write(step.Argument.GetProperty("kind").GetString()!, step.Number("bytes", 1 << 20), outbox)),
            ["closeStdout"] = Do(_ => outbox.Close()),
            ["ignoreSignals"] = Do(_ => signals.Ignore()),
            ["spawnChild"] = Do(SpawnChild),
            ["report"] = Do(step => Report.Write(Text(step), args, children, inbox)),
            ["echoReceived"] = Do(_ => EchoReceived()),
            ["await"] = AwaitAsync,
            ["sleepMs"] = step => Task.Delay(step.Argument.GetInt32()),
        };
    }

    /// <summary>Does a script; the result is the exit code.</summary>
    public async Task<int> RunAsync(IReadOnlyList<Step> script)
    {
        foreach (var step in script)
        {
            if (step.Name == "exit")
                return step.Argument.GetInt32();
            if (step.Name == "work")
                return await new TaskLoop(config, inbox, outbox.Line).RunAsync();
            await RunStepAsync(step);
        }
        await inbox.WaitForAnyOrEndAsync("graceful-termination");
        return ExitCode.Done;
    }

    private async Task RunStepAsync(Step step)
    {
        if (!steps.TryGetValue(step.Name, out var run))
            throw new WorkerException(ExitCode.BadConfiguration, $"unknown step: {step.Name}");
        try
        {
            await run(step);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new WorkerException(ExitCode.BadConfiguration, $"step {step.Name}: {e.Message}");
        }
    }

    private static Func<Step, Task> Do(Action<Step> action) => step =>
    {
        action(step);
        return Task.CompletedTask;
    };

    private async Task AwaitAsync(Step step)
    {
        var type = step.Argument.ValueKind == JsonValueKind.Object ? step.Argument.GetProperty("await").GetString()! : Text(step);
        using var limit = new CancellationTokenSource(step.Number("timeoutMs", DefaultAwaitMilliseconds));
        try
        {
            if (!await WaitAsync(type, limit.Token))
                throw new WorkerException(ExitCode.AwaitFailed, $"stdin ended while waiting for {type}");
        }
        catch (OperationCanceledException)
        {
            throw new WorkerException(ExitCode.AwaitFailed, $"no {type} came in time");
        }
    }

    private async Task<bool> WaitAsync(string type, CancellationToken cancellationToken)
    {
        if (type != "eof")
            return await inbox.WaitAsync(type, cancellationToken);
        await inbox.WaitForEndAsync(cancellationToken);
        return true;
    }

    private void Send(string type, params ReadOnlySpan<(string Name, JsonElement Value)> properties)
    {
        var message = new JsonObject { ["type"] = type };
        foreach (var (name, value) in properties)
            message[name] = Node(value);
        outbox.Message(message);
    }

    private void SendErrorReport(Step step)
    {
        var message = new JsonObject { ["type"] = "error-report" };
        foreach (var property in step.Argument.EnumerateObject())
            message[property.Name] = Node(property.Value);
        outbox.Message(message);
    }

    private void SpawnChild(Step step)
    {
        var inherit = step.Argument.TryGetProperty("inheritStdout", out var value) && value.GetBoolean();
        children.Start(step.Number("sleepMs", DefaultAwaitMilliseconds), inherit);
    }

    private void EchoReceived()
    {
        foreach (var message in inbox.Messages)
        {
            var properties = message.EnumerateObject().Where(property => property.Name != "type").Select(Describe);
            outbox.Line(string.Join(' ', properties.Prepend($"received {Inbox.TypeOf(message)}")));
        }
    }

    private static string Describe(JsonProperty property) =>
        $"{property.Name}={(SecretProperties.Contains(property.Name) ? "***" : property.Value.GetRawText())}";

    private static void WriteError(byte[] bytes)
    {
        using var stream = Console.OpenStandardError();
        stream.Write(bytes);
    }

    private static string Text(Step step) =>
        step.Argument.GetString() ?? throw new WorkerException(ExitCode.BadConfiguration, $"step {step.Name} wants a string");

    private static JsonNode Node(JsonElement element) => JsonNode.Parse(element.GetRawText())!;
}
