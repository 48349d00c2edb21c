using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Machine;
using WorkerRunner.Protocol;
using WorkerRunner.Runs;
using WorkerRunner.Session;

namespace WorkerRunner.Control;

/// <summary>
/// A runner in a process of this machine and its worker, as they were when they were asked; what is asked of them meets them as they are.
/// </summary>
public sealed class RemoteWorker : TaskclusterWorker
{
    private readonly ILocalEndpoints endpoints;

    /// <param name="status">What the runner said of itself.</param>
    /// <param name="endpoints">Where it is found.</param>
    internal RemoteWorker(JsonElement status, ILocalEndpoints endpoints)
    {
        this.endpoints = endpoints;
        var reader = new StatusReader(status);
        Id = reader.Text("id") ?? "";
        ProcessId = (int)reader.Number("processId");
        Version = reader.Text("version");
        Account = reader.Text("account");
        Command = reader.Text("command");
        StartedAt = reader.Time("startedAt") ?? default;
        Uptime = TimeSpan.FromSeconds(reader.Fraction("uptimeSeconds"));
        Stage = StageNames.Parse(reader.Text("stage") ?? "");
        StageSince = reader.Time("stageSince") ?? default;
        WaitingFor = reader.Text("waitingFor");
        Attempt = (int)reader.Number("attempt");
        Config = reader.Text("config");
        Provider = reader.Text("provider");
        Implementation = reader.Text("implementation");
        RootUrl = reader.Text("rootUrl");
        WorkerPoolId = reader.Text("workerPoolId");
        WorkerGroup = reader.Text("workerGroup");
        WorkerId = reader.Text("workerId");
        Worker = reader.Text("worker") ?? $"the worker of runner {Id}";
        WorkerStartedAt = reader.Time("workerStartedAt");
        Capabilities = reader.Texts("capabilities");
        CredentialsExpire = reader.Time("credentialsExpire");
        NextRenewal = reader.Time("nextRenewal");
        LastOutput = reader.Time("lastOutput");
        LastLine = reader.Text("lastLine");
        Interruptions = reader.Interruptions();
        var counts = reader.Section("counts");
        LogLines = counts.Number("logLines");
        ErrorReports = counts.Number("errorReports");
        Renewals = counts.Number("renewals");
        Retries = counts.Number("retries");
    }

    /// <summary>The runner's name on this machine: its process ID, with a number behind it where a process has several: <c>1143.2</c>.</summary>
    public string Id { get; }

    /// <summary>The runner's process.</summary>
    public int ProcessId { get; }

    /// <summary>What the runner is at.</summary>
    public RunnerStage Stage { get; }

    /// <summary>Since when.</summary>
    public DateTimeOffset StageSince { get; }

    /// <summary>Which request it waits for; null for none.</summary>
    public string? WaitingFor { get; }

    /// <summary>How often that request was tried, the present attempt included; 0 for none.</summary>
    public int Attempt { get; }

    /// <summary>The worker pool; null while the worker is not known, as are the next three.</summary>
    public string? WorkerPoolId { get; }

    /// <summary>The worker group.</summary>
    public string? WorkerGroup { get; }

    /// <summary>The worker's ID.</summary>
    public string? WorkerId { get; }

    /// <summary>The Taskcluster deployment.</summary>
    public string? RootUrl { get; }

    /// <summary>The runner configuration's file; null while it is not read, as are the next two.</summary>
    public string? Config { get; }

    /// <summary>The type of provider.</summary>
    public string? Provider { get; }

    /// <summary>The worker's implementation.</summary>
    public string? Implementation { get; }

    /// <inheritdoc/>
    public override string Worker { get; }

    /// <summary>When the worker was started; null where it was not yet.</summary>
    internal override DateTimeOffset? WorkerStartedAt { get; }

    /// <summary>When the run began.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long ago that was.</summary>
    public TimeSpan Uptime { get; }

    /// <summary>What both sides of the protocol can do; null while the worker has not said hello.</summary>
    public IReadOnlyList<string>? Capabilities { get; }

    /// <summary>When the worker's credentials expire; null where they do not.</summary>
    public DateTimeOffset? CredentialsExpire { get; }

    /// <summary>When they are renewed; null where that is not planned.</summary>
    public DateTimeOffset? NextRenewal { get; }

    /// <summary>When the worker said something last; null where it has not.</summary>
    public DateTimeOffset? LastOutput { get; }

    /// <summary>The newest line of the log, secrets masked.</summary>
    public string? LastLine { get; }

    /// <summary>The interruptions that were announced for this instance.</summary>
    public IReadOnlyList<string> Interruptions { get; }

    /// <summary>How many lines the log has.</summary>
    public long LogLines { get; }

    /// <summary>How many of the worker's errors were reported.</summary>
    public long ErrorReports { get; }

    /// <summary>How often the credentials were renewed.</summary>
    public long Renewals { get; }

    /// <summary>How many requests had to be tried again.</summary>
    public long Retries { get; }

    /// <summary>The runner's version.</summary>
    public string? Version { get; }

    /// <summary>The account that the runner runs as.</summary>
    public string? Account { get; }

    /// <summary>The command that started the runner's process, secrets masked.</summary>
    public string? Command { get; }

    /// <summary><c>1143: generic-worker (process 1150), running</c>.</summary>
    public override string ToString() => $"{Id}: {Worker}, {StageNames.Of(Stage)}";

    /// <inheritdoc/>
    /// <exception cref="RunnerRequestException">The runner refused it, or cannot be asked.</exception>
    public override Task RenewCredentialsAsync(TimeSpan helloLimit, CancellationToken cancellationToken) => OnThread(() =>
    {
        using var client = ControlClient.Open(endpoints, Id);
        client.Ask("renew", json => json.WriteNumber("helloTimeout", Seconds(helloLimit)), onEvent: null, Timeout.InfiniteTimeSpan, cancellationToken);
        return true;
    });

    /// <inheritdoc/>
    /// <exception cref="RunnerRequestException">The runner refused it, or cannot be asked.</exception>
    public override Task TerminateAsync(bool finishTasks, TimeSpan helloLimit, CancellationToken cancellationToken) => OnThread(() =>
    {
        using var client = ControlClient.Open(endpoints, Id);
        void Arguments(Utf8JsonWriter json)
        {
            json.WriteBoolean("finishTasks", finishTasks);
            json.WriteNumber("helloTimeout", Seconds(helloLimit));
        }
        client.Ask("terminate", Arguments, onEvent: null, Timeout.InfiniteTimeSpan, cancellationToken);
        return true;
    });

    internal override Task<WorkerExit> StopAsync(StopLimits limits, CancellationToken hurry = default) => OnThread(() =>
    {
        using var client = ControlClient.Open(endpoints, Id);
        RequestStop(client, limits, isUrgent: hurry.IsCancellationRequested);
        using var hurried = hurry.Register(Hurry);
        return AskExit(client, CancellationToken.None);

        void Hurry()
        {
            using var another = ControlClient.Open(endpoints, Id);
            RequestStop(another, limits, isUrgent: true);
        }
    });

    internal override Task<WorkerExit> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => OnThread(() =>
    {
        using var client = ControlClient.Open(endpoints, Id);
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var exit = AskExit(client, either.Token);
            return exit.Succeeded ? exit : throw new WorkerFailedException(Worker, exit);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The time is over.", e);
        }
    });

    internal override Task ReceiveMessagesAsync(
        bool follows, TimeSpan helloLimit, Func<IReadOnlyList<ProtocolMessage>, bool> give, CancellationToken cancellationToken) => OnThread(() =>
    {
        using var client = ControlClient.Open(endpoints, Id);
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

    internal override Task ReceiveLogAsync(int tail, bool follows, Action<TailEntry> give, CancellationToken cancellationToken) => OnThread(() =>
    {
        using var client = ControlClient.Open(endpoints, Id);
        FollowLog(client, tail, follows, give, cancellationToken);
        return true;
    });

    private static void FollowLog(ControlClient client, int tail, bool follows, Action<TailEntry> give, CancellationToken cancellationToken)
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
        client.Ask("log", Arguments, Give, Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static void RequestStop(ControlClient client, StopLimits limits, bool isUrgent) => client.Ask("stop", json =>
    {
        json.WriteNumber("timeout", Seconds(limits.Graceful));
        json.WriteBoolean("finishTasks", limits.FinishTasks);
        json.WriteBoolean("force", isUrgent);
    });

    private static WorkerExit AskExit(ControlClient client, CancellationToken cancellationToken) =>
        new StatusReader(client.Ask("wait", arguments: null, onEvent: null, Timeout.InfiniteTimeSpan, cancellationToken)).Exit();

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    /// <summary>The conversation blocks, which no thread of the pool should.</summary>
    private static Task<T> OnThread<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
