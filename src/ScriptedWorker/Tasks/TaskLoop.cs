using System.Diagnostics;
using System.Text.Json;

namespace WorkerRunner.ScriptedWorker.Tasks;

/// <summary>Claims tasks and does them, one at a time, like generic-worker: until it is told to end, or has been idle for too long.</summary>
internal sealed class TaskLoop(JsonElement config, Inbox inbox, Action<string> print)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // A claim that was answered when the end was asked for is still on its way: dropped, its task would be nobody's until the claim expires.
    private static readonly TimeSpan LastClaim = TimeSpan.FromMilliseconds(500);

    /// <summary>Works; the result is the exit code.</summary>
    public async Task<int> RunAsync()
    {
        using var queue = new QueueClient(Text("rootURL").TrimEnd('/'));
        using var end = new CancellationTokenSource();
        using var drop = new CancellationTokenSource();
        _ = HearAsync(end, drop);
        var idle = Stopwatch.StartNew();
        var idleLimit = config.TryGetProperty("idleTimeoutSecs", out var seconds) && seconds.GetInt32() > 0 ? TimeSpan.FromSeconds(seconds.GetInt32()) : TimeSpan.MaxValue;
        while (!end.IsCancellationRequested)
        {
            if (idle.Elapsed > idleLimit)
                return ExitCode.Idle;
            foreach (var claim in await ClaimAsync(queue, end.Token))
            {
                await new ClaimedTask(queue, claim, print).RunAsync(drop.Token);
                idle.Restart();
            }
        }

        return ExitCode.WorkerShutdown;
    }

    /// <summary>Waits for the runner to ask for the end; a runner that is gone asks for nothing.</summary>
    private async Task HearAsync(CancellationTokenSource end, CancellationTokenSource drop)
    {
        if (!await inbox.WaitAsync("graceful-termination", CancellationToken.None))
            return;
        var message = inbox.Messages.Last(m => Inbox.TypeOf(m) == "graceful-termination");
        await end.CancelAsync();
        if (!(message.TryGetProperty("finish-tasks", out var finish) && finish.ValueKind == JsonValueKind.True))
            await drop.CancelAsync();
    }

    private async Task<IReadOnlyList<JsonElement>> ClaimAsync(QueueClient queue, CancellationToken end)
    {
        using var given = new CancellationTokenSource();
        await using var registration = end.Register(() => given.CancelAfter(LastClaim));
        try
        {
            var pool = Uri.EscapeDataString($"{Text("provisionerId")}/{Text("workerType")}");
            var answer = await queue.PostAsync($"claim-work/{pool}", new { workerGroup = Text("workerGroup"), workerId = Text("workerId"), tasks = 1 }, Credentials(), given.Token);
            return [.. answer.GetProperty("tasks").EnumerateArray()];
        }
        catch (OperationCanceledException)
        {
            return [];
        }
        catch (HttpRequestException e)
        {
            print($"Could not claim work. {e.Message}");
            await Task.Delay(Pause, end).ContinueWith(_ => { }, TaskScheduler.Default);
            return [];
        }
    }

    private QueueCredentials Credentials() => inbox.Messages.LastOrDefault(m => Inbox.TypeOf(m) == "new-credentials") is { ValueKind: JsonValueKind.Object } message
        ? QueueCredentials.OfMessage(message)
        : QueueCredentials.OfConfig(config);

    private string Text(string property) => config.GetProperty(property).GetString()!;
}
