using System.Text;
using System.Text.Json;

namespace WorkerRunner.ScriptedWorker;

/// <summary>The protocol messages that the runner sent, read in the background. Thread-safe.</summary>
internal sealed class Inbox
{
    private readonly Lock gate = new();
    private readonly List<JsonElement> messages = [];
    private readonly Dictionary<string, int> awaited = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = NewSignal();
    private bool ended;

    /// <summary>All messages so far.</summary>
    public IReadOnlyList<JsonElement> Messages
    {
        get
        {
            lock (gate)
                return messages.ToArray();
        }
    }

    /// <summary>Reads a stream to its end in the background.</summary>
    public void StartReading(Stream input)
    {
        var thread = new Thread(() => Read(input)) { IsBackground = true, Name = "stdin" };
        thread.Start();
    }

    /// <summary>
    /// Waits for one more message of a type than was awaited before; false when the input ended first.
    /// </summary>
    public async Task<bool> WaitAsync(string type, CancellationToken cancellationToken)
    {
        var wanted = awaited.GetValueOrDefault(type);
        while (true)
        {
            var (count, over, next) = Look(type);
            if (count > wanted)
            {
                awaited[type] = wanted + 1;
                return true;
            }
            if (over)
                return false;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for a message of a type, awaited before or not, or for the end of the input.</summary>
    public async Task WaitForAnyOrEndAsync(string type)
    {
        while (Look(type) is (0, false, var next))
            await next;
    }

    /// <summary>Waits for the end of the input.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        while (Look("") is (_, false, var next))
            await next.WaitAsync(cancellationToken);
    }

    /// <summary>A message's type.</summary>
    public static string TypeOf(JsonElement message) => message.GetProperty("type").GetString()!;

    private (int Count, bool Ended, Task Next) Look(string type)
    {
        lock (gate)
            return (messages.Count(message => TypeOf(message) == type), ended, changed.Task);
    }

    private void Read(Stream input)
    {
        try
        {
            using var reader = new StreamReader(input, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (Parse(line) is { } message)
                    Change(() => messages.Add(message));
            }
        }
        finally
        {
            Change(() => ended = true);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            change();
            signal = changed;
            changed = NewSignal();
        }
        signal.SetResult();
    }

    private static JsonElement? Parse(string line)
    {
        if (!line.StartsWith("~{", StringComparison.Ordinal))
            return null;
        try
        {
            var message = JsonElement.Parse(line.AsSpan(1).Trim());
            return message.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? message : null;
        }
        catch (JsonException e)
        {
            Console.Error.WriteLine($"scripted-worker: a message that is not JSON: {e.Message}");
            return null;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
