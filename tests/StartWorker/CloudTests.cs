using System.Runtime.InteropServices;
using System.Text.Json;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.StartWorker.Tests;

public sealed class CloudTests
{
    private static readonly object[] UntilToldToEnd = [Steps.Hello, Steps.Print("ready"), Steps.Await("graceful-termination"), Steps.Print("told to end"), Steps.Exit(0)];

    [Theory]
    [InlineData("aws")]
    [InlineData("azure")]
    [InlineData("google")]
    public async Task A_cloud_worker_registers_runs_and_is_removed(string cloud)
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, cloud, Steps.Hello, Steps.Exit(0));

        var ended = await StartWorkerProcess.RunAsync(scenario.Cloud(cloud, instance.Address));

        Assert.Equal(0, ended.ExitCode);
        var written = JsonDocument.Parse(await File.ReadAllTextAsync(scenario.WorkerConfig, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(instance.WorkerId, written.GetProperty("workerId").GetString());
        Assert.Contains($"\"cloud\":\"{cloud}\"", written.GetProperty("workerLocation").GetString(), StringComparison.Ordinal);
        Assert.Equal(instance.WorkerId, Assert.Single(scenario.Sandbox.RemovedWorkers).WorkerId);
        Assert.DoesNotContain(HarmlessShutdown.Called, ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spot_interruption_of_AWS_reaches_the_worker() => await ReachesAsync(
        "aws", scenario => scenario.Sandbox.Aws.AnnounceSpotInterruption("terminate", DateTimeOffset.UtcNow.AddMinutes(2)));

    [Fact]
    public async Task A_scheduled_event_of_Azure_reaches_the_worker() => await ReachesAsync(
        "azure", scenario => scenario.Sandbox.Azure.ScheduleEvent("event-1", "Preempt"));

    [Fact]
    public async Task A_preemption_by_Google_reaches_the_worker() => await ReachesAsync("google", scenario => scenario.Sandbox.Google.Preempt());

    [Fact]
    public async Task An_instance_whose_end_is_announced_does_not_register()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "aws", Steps.Exit(0));
        scenario.Sandbox.Aws.AnnounceSpotInterruption("terminate", DateTimeOffset.UtcNow.AddMinutes(2));

        var ended = await StartWorkerProcess.RunAsync(scenario.Cloud("aws", instance.Address));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("not registered", ended.LastLine, StringComparison.Ordinal);
        Assert.DoesNotContain(scenario.Sandbox.Arrivals, r => r.Target.EndsWith("/register", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keep_instance_keeps_it()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google", Steps.Hello, new { shutdown = new { } }, Steps.Exit(0));

        var ended = await StartWorkerProcess.RunAsync("--keep-instance", scenario.Cloud("google", instance.Address));

        Assert.Equal(0, ended.ExitCode);
        Assert.Empty(scenario.Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task Whoever_stops_the_runner_does_not_remove_the_instance()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google", UntilToldToEnd);
        using var started = StartWorkerProcess.Start(scenario.Cloud("google", instance.Address));
        await started.ReadUntilAsync("ready");

        started.Signal(PosixSignal.SIGTERM);
        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Empty(scenario.Sandbox.RemovedWorkers);
    }

    [Theory]
    [InlineData(67, 0, "a reboot is required")]
    [InlineData(69, 1, "it panicked")]
    public async Task A_worker_that_reboots_or_fails_is_not_removed(int code, int ours, string meaning)
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google", Steps.Hello, Steps.Exit(code));

        var ended = await StartWorkerProcess.RunAsync(scenario.Cloud("google", instance.Address));

        Assert.Equal(ours, ended.ExitCode);
        Assert.Contains(meaning, ended.Log, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task An_idle_worker_that_asks_for_its_end_is_removed_whatever_its_exit_code()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google", Steps.Hello, new { shutdown = new { } }, Steps.Exit(68));

        await StartWorkerProcess.RunAsync(scenario.Cloud("google", instance.Address));

        Assert.Single(scenario.Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task What_worker_manager_cannot_remove_is_shut_down()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google", Steps.Hello, Steps.Exit(0));
        scenario.Sandbox.Faults.Add(new Fault { Method = "DELETE", Kind = FaultKind.Status(400) });

        var ended = await StartWorkerProcess.RunAsync(scenario.Cloud("google", instance.Address));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains(HarmlessShutdown.Called, ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_start_is_reported_and_its_instance_removed_where_that_is_asked_for()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google");
        // What only the start itself shows: a worker that is not there is found out before anything is registered.
        var worker = scenario.WriteScript("worker", "#!/nowhere/interpreter\n");

        var ended = await StartWorkerProcess.RunAsync(scenario.Cloud("google", instance.Address, "shutdownOnFailure: true", path: worker));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"{worker} could not be started", Assert.Single(scenario.Sandbox.ErrorReports).Description, StringComparison.Ordinal);
        Assert.Single(scenario.Sandbox.RemovedWorkers);
    }

    [Fact]
    public async Task A_machine_without_its_worker_is_shut_down_unregistered_where_that_is_asked_for()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google");

        var ended = await StartWorkerProcess.RunAsync(scenario.Cloud("google", instance.Address, "shutdownOnFailure: true", path: "/nowhere/worker"));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(HarmlessShutdown.Called, ended.Log, StringComparison.Ordinal);
        Assert.Empty(scenario.Sandbox.Arrivals);
    }

    [Fact]
    public async Task A_machine_that_cannot_register_is_shut_down_where_that_is_asked_for()
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, "google");
        scenario.Sandbox.Google.TaskclusterAttribute = null;

        var ended = await StartWorkerProcess.RunAsync("--shutdown-on-failure", scenario.Cloud("google", instance.Address));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains(HarmlessShutdown.Called, ended.Log, StringComparison.Ordinal);
        Assert.Contains("The instance's attribute \"taskcluster\" is missing", ended.LastLine, StringComparison.Ordinal);
    }

    private static async Task ReachesAsync(string cloud, Action<Scenario> announce)
    {
        await using var scenario = await Scenario.CreateAsync();
        var instance = Add(scenario, cloud, UntilToldToEnd);
        using var started = StartWorkerProcess.Start(scenario.Cloud(cloud, instance.Address));
        await started.ReadUntilAsync("ready");

        announce(scenario);
        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("told to end", ended.Log, StringComparison.Ordinal);
        Assert.Single(scenario.Sandbox.RemovedWorkers);
    }

    private static CloudInstance Add(Scenario scenario, string cloud, params object[] script) => cloud switch
    {
        "aws" => scenario.Sandbox.AddAwsInstance(Scenario.Pool, "aws-provider", "us-east-1", Scenario.PoolConfig(script)),
        "azure" => scenario.Sandbox.AddAzureInstance(Scenario.Pool, "azure-provider", "westus", Scenario.PoolConfig(script)),
        _ => scenario.Sandbox.AddGoogleInstance(Scenario.Pool, "google-provider", "us-central1", Scenario.PoolConfig(script)),
    };
}
