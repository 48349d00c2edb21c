using System.Text;
using System.Text.Json;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Recording;
using TaskStatus = WorkerRunner.Sandbox.Taskcluster.Queue.TaskStatus;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>Whole runs of a worker that claims, executes and resolves tasks of the sandbox's queue over HTTP.</summary>
public sealed class TaskTests
{
    private const string Log = "public/logs/live.log";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly object[] Works = [Steps.Hello, new { work = new { } }];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("echo hello", "completed", "hello\n")]
    [InlineData("echo worse >&2", "completed", "worse\n")]
    [InlineData("echo before; exit 3", "failed", "before\n")]
    public async Task A_task_is_claimed_executed_and_resolved_and_its_log_is_kept(string command, string state, string log)
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Static(Works);
        var taskId = scenario.Sandbox.CreateTask(Scenario.Pool, command);
        using var started = StartWorkerProcess.Start(config);
        var task = await ResolvedAsync(scenario.Sandbox, taskId);
        Assert.Equal((state, state, 1), (task.State, task.Reason, task.Runs.Count));
        Assert.Equal("static-1", task.Runs[0].WorkerId);
        Assert.Equal(log, Encoding.UTF8.GetString(scenario.Sandbox.ReadArtifact(taskId, 0, Log)!));
        await EndAsync(started);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_executed_is_malformed()
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Static(Works);
        var taskId = scenario.Sandbox.CreateTask(Definition("[7]"));
        using var started = StartWorkerProcess.Start(config);
        Assert.Equal("malformed-payload", (await ResolvedAsync(scenario.Sandbox, taskId)).Reason);
        await EndAsync(started);
    }

    [Fact]
    public async Task A_task_that_takes_longer_than_its_claim_is_reclaimed()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.Sandbox.ClaimTimeout = TimeSpan.FromSeconds(3);
        var config = scenario.Static(Works);
        var goOn = scenario.File("go on");
        var taskId = scenario.Sandbox.CreateTask(Scenario.Pool, $"until [ -e '{goOn}' ]; do sleep 0.05; done");
        using var started = StartWorkerProcess.Start(config);
        await UntilAsync(scenario.Sandbox, taskId, task => task.State == "running");
        var claimed = scenario.Sandbox.Tasks[0].Runs[0].TakenUntil;
        await UntilAsync(scenario.Sandbox, taskId, task => task.Runs[0].TakenUntil > claimed + TimeSpan.FromSeconds(3));
        await File.WriteAllTextAsync(goOn, "", Cancellation);
        Assert.Equal(("completed", 1), await ResolvedAsync(scenario.Sandbox, taskId) is var task ? (task.State, task.Runs.Count) : default);
        await EndAsync(started);
    }

    [Fact]
    public async Task An_interruption_in_mid_task_has_it_tried_again()
    {
        await using var scenario = await Scenario.CreateAsync();
        var google = scenario.Sandbox.AddGoogleInstance(Scenario.Pool, "google", "us-central1", Scenario.PoolConfig(Works));
        var taskId = scenario.Sandbox.CreateTask(Scenario.Pool, "sleep 600");
        using var started = StartWorkerProcess.Start(scenario.Cloud("google", google.Address));
        await UntilAsync(scenario.Sandbox, taskId, task => task.State == "running");
        google.Preempt();
        var task = await UntilAsync(scenario.Sandbox, taskId, task => task.Runs.Count == 2);
        Assert.Equal(("worker-shutdown", "retry", "pending"), (task.Runs[0].ReasonResolved, task.Runs[1].ReasonCreated, task.State));
        await started.EndAsync();
    }

    [Fact]
    public async Task Renewed_credentials_are_what_the_next_claim_is_made_with()
    {
        await using var scenario = await Scenario.CreateAsync(new SandboxOptions { CredentialLifetime = TimeSpan.FromSeconds(8) });
        var google = scenario.Sandbox.AddGoogleInstance(Scenario.Pool, "google", "us-central1", Scenario.PoolConfig(Works));
        using var started = StartWorkerProcess.Start(scenario.Cloud("google", google.Address));
        var first = await scenario.Sandbox.WaitForArrivalAsync(IsClaim, Cancellation).WaitAsync(Limit, Cancellation);
        await scenario.Sandbox.WaitForArrivalAsync(request => request.Target.EndsWith("/reregister", StringComparison.Ordinal), Cancellation).WaitAsync(Limit, Cancellation);
        // The claim that waits already is answered; the next one is made anew.
        await ResolvedAsync(scenario.Sandbox, scenario.Sandbox.CreateTask(Scenario.Pool, "true"));
        await scenario.Sandbox.WaitForArrivalAsync(request => IsClaim(request) && request.HawkExt != first.HawkExt, Cancellation).WaitAsync(Limit, Cancellation);
        Assert.Equal("completed", (await ResolvedAsync(scenario.Sandbox, scenario.Sandbox.CreateTask(Scenario.Pool, "true"))).State);
        await EndAsync(started);
    }

    private static bool IsClaim(RecordedRequest request) => request.Target.Contains("/claim-work/", StringComparison.Ordinal);

    private static Task<TaskStatus> ResolvedAsync(SandboxServer sandbox, string taskId) => UntilAsync(sandbox, taskId, task => task.IsResolved);

    private static Task<TaskStatus> UntilAsync(SandboxServer sandbox, string taskId, Func<TaskStatus, bool> fits) =>
        sandbox.WaitForTaskAsync(taskId, fits, Cancellation).WaitAsync(Limit, Cancellation);

    private static async Task EndAsync(StartWorkerProcess started)
    {
        started.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
        var ended = await started.EndAsync();
        Assert.Contains("exit code 72", ended.Log, StringComparison.Ordinal);
    }

    private static string Definition(string command) => JsonSerializer.Serialize(new
    {
        taskQueueId = Scenario.Pool,
        created = DateTimeOffset.UtcNow,
        deadline = DateTimeOffset.UtcNow.AddHours(1),
        payload = new { command = JsonElement.Parse(command) },
        metadata = new { name = "n", description = "d", owner = "o@example.com", source = "https://example.com" },
    });
}
