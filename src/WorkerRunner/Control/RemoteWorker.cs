using System.Text.Json;
using WorkerRunner.Machine;
using WorkerRunner.Session;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Control;

/// <summary>
/// A runner in a process of this machine and its worker, as they were when they were asked; what is asked of them meets them as they are.
/// </summary>
public sealed class RemoteWorker : TaskclusterWorker
{
    private readonly ILocalEndpoints endpoints;
    private readonly RemoteRequests requests;

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
        Stage = TimelineReader.Step(reader.Text("stage"));
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
        Interruptions = reader.Sections("interruptions").Select(i => i.Text("text") ?? "").ToList();
        Timeline = TimelineReader.Read(reader.Section("timeline"), WorkerId is null ? null : $"{WorkerGroup}/{WorkerId} of {WorkerPoolId} at {RootUrl}");
        var counts = reader.Section("counts");
        LogLines = counts.Number("logLines");
        ErrorReports = counts.Number("errorReports");
        Renewals = counts.Number("renewals");
        Retries = counts.Number("retries");
        requests = new RemoteRequests(endpoints, Id, Worker);
    }

    /// <summary>The runner's name on this machine: its process ID, with a number behind it where a process has several: <c>1143.2</c>.</summary>
    public string Id { get; }

    /// <summary>The runner's process.</summary>
    public int ProcessId { get; }

    /// <summary>What the runner is at.</summary>
    public RunStep Stage { get; }

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
    public DateTimeOffset? WorkerStartedAt { get; }

    /// <inheritdoc/>
    internal override IWorkerRequests Requests => requests;

    /// <inheritdoc/>
    /// <exception cref="RunnerRequestException">It has ended, or does not answer.</exception>
    internal override TaskclusterWorker Refreshed() => new RunnersHere(endpoints).Get(Id);

    /// <summary>Stops the worker, without waiting for its end.</summary>
    internal Task RequestStopAsync() => requests.RequestStopAsync(new StopLimits());

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

    /// <summary>Where the time of the run went so far.</summary>
    public Timeline Timeline { get; }

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
    public override string ToString() => $"{Id}: {Worker}, {RunStepNames.Of(Stage)}";
}
