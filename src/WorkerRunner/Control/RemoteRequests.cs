using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Protocol;
using WorkerRunner.Session;

namespace WorkerRunner.Control;

/// <summary>Asks a runner in another process; what it refuses, and that it cannot be asked, is a <see cref="RunnerRequestException"/>.</summary>
/// <param name="endpoints">Where runners are found.</param>
/// <param name="id">Which one.</param>
/// <param name="worker">What its worker is called.</param>
internal sealed class RemoteRequests(ILocalEndpoints endpoints, string id, string worker) : IWorkerRequests
{
    public Task RenewCredentialsAsync(TimeSpan helloLimit, CancellationToken cancellationToken) => AskAsync(client =>
        client.Ask("renew", json => json.WriteNumber("helloTimeout", Seconds(helloLimit)), onEvent: null, Timeout.InfiniteTimeSpan, cancellationToken));

    public Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken) => AskAsync(client =>
        client.Ask("terminate", json => Terminate(json, finishTasks, helloLimit, waits: false), onEvent: null, Timeout.InfiniteTimeSpan, cancellationToken));

    public Task<WorkerExit> TerminateAndWaitAsync(bool finishTasks, TimeSpan helloLimit, TimeSpan limit, CancellationToken cancellationToken) =>
        WithinAsync("terminate", json => Terminate(json, finishTasks, helloLimit, waits: true), limit, cancellationToken);

    public Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry) => AskAsync(client =>
    {
        var isUrgent = hurry.IsCancellationRequested;
        using var hurried = isUrgent ? default : hurry.Register(() => Hurry(limits));
        return AskExit(client, "stop", json => Stop(json, limits, isUrgent, waits: true), CancellationToken.None);
    });

    /// <summary>Begins a stop.</summary>
    public Task RequestStopAsync(StopLimits limits) => AskAsync(client => client.Ask("stop", json => Stop(json, limits, isUrgent: false, waits: false)));

    public Task<WorkerExit> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => WithinAsync("wait", arguments: null, limit, cancellationToken);

    public Task ReceiveMessagesAsync(
        bool follows, TimeSpan helloLimit, Func<IReadOnlyList<ProtocolMessage>, bool> give, CancellationToken cancellationToken) => AskAsync(client =>
    {
        using var enough = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, enough.Token);
        void Give(JsonElement answer)
        {
            var wantsMore = !answer.TryGetProperty("message", out var message) || give([new StatusReader(message).Message()]);
            if (!wantsMore) enough.Cancel();
            either.Token.ThrowIfCancellationRequested();
        }
        try
        {
            client.Ask("messages", json => json.WriteBoolean("follow", follows), Give, Timeout.InfiniteTimeSpan, either.Token);
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Whoever takes them wants no more.
        }
        return true;
    });

    public Task ReceiveLogAsync(int tail, bool follows, Action<TailEntry> give, CancellationToken cancellationToken) => AskAsync(client =>
    {
        void Arguments(Utf8JsonWriter json)
        {
            json.WriteNumber("tail", tail);
            json.WriteBoolean("follow", follows);
        }
        void Give(JsonElement answer)
        {
            if (answer.TryGetProperty("entry", out var entry)) give(new StatusReader(entry).Entry());
            cancellationToken.ThrowIfCancellationRequested();
        }
        return client.Ask("log", Arguments, Give, Timeout.InfiniteTimeSpan, cancellationToken);
    });

    private void Hurry(StopLimits limits)
    {
        try
        {
            using var another = ControlClient.Open(endpoints, id);
            another.Ask("stop", json => Stop(json, limits, isUrgent: true, waits: false));
        }
        catch (RunnerRequestException)
        {
            // It ends already; whoever waits for that hears of it.
        }
    }

    private Task<WorkerExit> WithinAsync(string verb, Action<Utf8JsonWriter>? arguments, TimeSpan limit, CancellationToken cancellationToken) => AskAsync(client =>
    {
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var exit = AskExit(client, verb, arguments, either.Token);
            return exit.Succeeded ? exit : throw new WorkerFailedException(worker, exit);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The time is over.", e);
        }
    });

    private static void Terminate(Utf8JsonWriter json, bool finishTasks, TimeSpan helloLimit, bool waits)
    {
        json.WriteBoolean("finishTasks", finishTasks);
        json.WriteNumber("helloTimeout", Seconds(helloLimit));
        json.WriteBoolean("wait", waits);
    }

    private static void Stop(Utf8JsonWriter json, StopLimits limits, bool isUrgent, bool waits)
    {
        json.WriteNumber("timeout", Seconds(limits.Graceful));
        json.WriteBoolean("finishTasks", limits.FinishTasks);
        json.WriteBoolean("force", isUrgent);
        json.WriteBoolean("wait", waits);
    }

    private static WorkerExit AskExit(ControlClient client, string verb, Action<Utf8JsonWriter>? arguments, CancellationToken cancellationToken) =>
        new StatusReader(client.Ask(verb, arguments, onEvent: null, Timeout.InfiniteTimeSpan, cancellationToken)).Exit();

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    /// <summary>The conversation blocks, which no thread of the pool should.</summary>
    private Task<T> AskAsync<T>(Func<ControlClient, T> conversation) => Task.Factory.StartNew(
        () =>
        {
            using var client = ControlClient.Open(endpoints, id);
            return conversation(client);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
