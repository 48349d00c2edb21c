using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace WorkerRunner.Sandbox.Runners;

/// <summary>
/// Looks into the runners of this machine that belong to a deployment, by their control endpoints: those of other machines, and those with
/// <c>control: false</c>, are not seen, nor more than 50. Thread-safe.
/// </summary>
internal sealed class RunnerWatch(string rootUrl, Func<IReadOnlyList<string>> find, Action<JsonObject> onMessage) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private const int MostFollowed = 50;

    // Where a worker belongs does not change.
    private static readonly TimeSpan StrangerInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, JsonObject> statuses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> followed = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource ended = new();
    private Task watching = Task.CompletedTask;

    /// <summary>What the runners say about themselves.</summary>
    public IReadOnlyList<JsonObject> Statuses => [.. statuses.Values.OrderBy(status => status["id"]?.ToString(), StringComparer.Ordinal)];

    /// <summary>Begins to look for them.</summary>
    public void Start() => watching = WatchAsync();

    /// <summary>Looks no more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ended.IsCancellationRequested)
            return;
        await ended.CancelAsync();
        await watching;
        await Task.WhenAll(followed.Values);
        ended.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            foreach (var place in find().Take(MostFollowed))
                _ = followed.GetOrAdd(place, p => Task.Run(() => FollowAsync(p)));
            await Task.Delay(Interval, ended.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task FollowAsync(string place)
    {
        try
        {
            using var runner = await RunnerConversation.OpenAsync(place, ended.Token);
            Task? messages = null;
            while (true)
            {
                var status = await runner.AskAsync(new JsonObject { ["do"] = "status" }, ended.Token);
                if (status["rootUrl"]?.ToString() == rootUrl)
                {
                    statuses[place] = WithoutClock(status);
                    messages ??= FollowMessagesAsync(place, Name(status));
                }

                await Task.Delay(status.ContainsKey("rootUrl") && messages is null ? StrangerInterval : Interval, ended.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The run is over, or so is the sandbox.
        }
        finally
        {
            statuses.TryRemove(place, out _);
            followed.TryRemove(place, out _);
        }
    }

    private async Task FollowMessagesAsync(string place, string worker)
    {
        try
        {
            using var runner = await RunnerConversation.OpenAsync(place, ended.Token);
            await foreach (var message in runner.FollowMessagesAsync(ended.Token))
            {
                message["worker"] = worker;
                onMessage(message);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Likewise.
        }
    }

    /// <summary>Without what changes though nothing happens.</summary>
    private static JsonObject WithoutClock(JsonObject status)
    {
        status.Remove("uptimeSeconds");
        return status;
    }

    private static string Name(JsonObject status) => $"{status["workerPoolId"]}/{status["workerGroup"]}/{status["workerId"]}";
}
