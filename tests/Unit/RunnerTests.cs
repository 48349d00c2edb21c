using System.Text;
using WorkerRunner.Configuration;
using WorkerRunner.Files;
using WorkerRunner.Providers;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Values;
using WorkerRunner.Workers;

namespace WorkerRunner.Tests;

public sealed class RunnerTests : IDisposable
{
    private const string NoSecrets = "getSecrets: false\n";
    private const string Removal = "DELETE /api/worker-manager/v1/workers/proj%2Fwin/r/i-1";
    private const string Report = "POST /api/worker-manager/v1/worker-pool-errors/proj%2Fwin";
    private const string Registration = "POST /api/worker-manager/v1/worker/register";

    private readonly World world = new();
    private readonly FakeWorker worker = new();

    public RunnerTests()
    {
        world.Cloud
            .Set("/latest/user-data", """{"workerPoolId":"proj/win","providerId":"aws-1","workerGroup":"r","rootUrl":"https://tc.example.com"}""")
            .Set("/latest/dynamic/instance-identity/document", """{"instanceId":"i-1","region":"r","availabilityZone":"rz"}""")
            .Set("/latest/dynamic/instance-identity/signature", "sig");
        world.Http.ByPath(path => path.EndsWith("/register", StringComparison.Ordinal)
            ? (200, """{"expires":"2026-11-27T15:29:30.000Z","secret":"registration-secret-1","credentials":{"clientId":"c","accessToken":"access-token-2"}}""")
            : (200, "{}"));
    }

    public void Dispose()
    {
        worker.Dispose();
        world.Dispose();
    }

    [Fact]
    public void Of_a_configuration_that_is_refused_not_even_the_log_is_used()
    {
        Test.UnixOnly();
        Test.RootOnly();
        var log = world.Folder.WritePrivate("somebodys.log", new byte[2000]);
        var path = world.Folder.WritePrivate("runner.yml", Encoding.UTF8.GetBytes($"{World.StandaloneYaml}\nlogging: {{implementation: file, path: {log}, maxSize: 1kB, maxFiles: 1}}\n"));
        Unix.Give(path, 65534);
        Assert.Throws<RunnerConfigException>(() => new Runner(world.Environment).ReadConfig(path));
        world.Environment.Dispose();
        Assert.Equal(["runner.yml", "somebodys.log"], world.Folder.Contents());
        Assert.Equal(2000, new FileInfo(log).Length);
    }

    [Fact]
    public async Task A_stage_out_of_order_says_which_one_is_missing()
    {
        var runner = new Runner(world.Environment);
        var run = World.Run();
        Assert.Equal(RunStages.Secrets, Assert.Throws<StageMissingException>(() => runner.ExpandFiles(run, Test.Token)).Missing);
        Assert.Equal(RunStages.Secrets, (await Assert.ThrowsAsync<StageMissingException>(() => runner.StartAsync(run, Test.Token))).Missing);
        var withFile = run.With(RunStages.Secrets) with { Files = [new WorkerFile("f", new Secret(""), WorkerFileFormat.File, "")] };
        var error = await Assert.ThrowsAsync<StageMissingException>(() => runner.StartAsync(withFile, Test.Token));
        Assert.Equal(RunStages.Files, error.Missing);
        Assert.Equal("The run of test-group/worker-1 has 1 files that are not written yet.", error.Message);
    }

    [Fact]
    public async Task A_stage_that_has_nothing_to_do_is_not_missing()
    {
        var runner = new Runner(world.Environment);
        using var session = await runner.StartAsync(World.Run(NoSecrets), Test.Token).Soon();
        Assert.True((await session.Completion.Soon()).Succeeded);
    }

    [Fact]
    public void Files_are_written_once()
    {
        var runner = new Runner(world.Environment);
        var run = runner.ExpandFiles(World.Run(NoSecrets) with { Files = [new WorkerFile("f", new Secret(""), WorkerFileFormat.File, "")] }, Test.Token);
        File.Delete(world.Folder.File("f"));
        Assert.Same(run, runner.ExpandFiles(run, Test.Token));
        Assert.False(File.Exists(world.Folder.File("f")));
        Assert.Contains("The run's files were written already; not repeating that", world.Log.Lines);
    }

    [Fact]
    public async Task A_start_that_was_cut_short_before_its_files_were_written_writes_them_the_next_time()
    {
        var config = Config("cacheOverRestarts: cache.json");
        var run = World.Run() with { Config = config, Files = [new WorkerFile("folder", new Secret(""), WorkerFileFormat.File, "")] };
        Directory.CreateDirectory(world.Folder.File("folder"));
        Assert.Throws<WorkerFileException>(() => new Runner(world.Environment).ExpandFiles(run.With(RunStages.Secrets), Test.Token));
        Directory.Delete(world.Folder.File("folder"));

        var again = new Runner(world.Environment);
        again.ExpandFiles(await again.RegisterAsync(config, Test.Token), Test.Token);
        Assert.True(File.Exists(world.Folder.File("folder")));
        File.Delete(world.Folder.File("folder"));
        again.ExpandFiles(await again.RegisterAsync(config, Test.Token), Test.Token);
        Assert.False(File.Exists(world.Folder.File("folder")));
        Assert.Empty(Calls());
    }

    [Fact]
    public async Task A_stop_while_files_are_written_starts_no_worker()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Runner(world.Environment).StartAsync(World.Run(NoSecrets), stop.Token));
        Assert.DoesNotContain("Starting worker", world.Log.Lines);
    }

    [Fact]
    public void A_changed_configuration_gets_to_the_restart_cache()
    {
        var runner = new Runner(world.Environment);
        var run = runner.ExpandFiles(World.Run(NoSecrets + "cacheOverRestarts: cache.json"), Test.Token);
        runner.ExpandFiles(run.WithWorkerConfig(run.WorkerConfig.Set("changed", true)), Test.Token);
        Assert.Contains("\"changed\":true", File.ReadAllText(world.Folder.File("cache.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_be_done_is_told_without_doing_it()
    {
        var runner = new Runner(world.Environment);
        Assert.Equal("worker test-group/worker-1 of proj-test/linux at https://tc.example.com", runner.DescribeRegistration(World.Run().Config));
        Assert.Equal("the worker that the metadata service of aws names", runner.DescribeRegistration(World.CloudConfig("aws")));
        Assert.Equal("nothing, only show the run's state", runner.DescribeStart(World.Run().Config));
        Assert.Equal([world.Folder.File("cache.json")], runner.DescribeFiles(World.Run("cacheOverRestarts: cache.json")));
        Assert.Empty(world.Folder.Contents());
        Assert.Empty(world.Http.Requests);
        Assert.Empty(world.Cloud.Requests);
    }

    [Fact]
    public async Task A_worker_that_has_ended_is_removed()
    {
        var exit = await RunAsync(Config());
        Assert.True(exit.Succeeded);
        Assert.Equal([Registration, Removal], Calls());
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task An_instance_that_is_to_be_kept_is_kept()
    {
        await RunAsync(Config(), new RunOptions { KeepInstance = true });
        Assert.Equal([Registration], Calls());
        Assert.Contains("The instance is kept, as requested", world.Log.Lines);
    }

    [Fact]
    public async Task A_failed_start_before_the_registration_shuts_the_machine_down_where_the_configuration_says_so()
    {
        world.Cloud.Remove("/latest/user-data");
        await Assert.ThrowsAsync<ProviderException>(() => RunAsync(Config("shutdownOnFailure: true")));
        Assert.Single(world.Machine.Shutdowns);
        Assert.Empty(Calls());
    }

    [Fact]
    public async Task A_failed_start_before_the_registration_shuts_the_machine_down_where_the_option_says_so()
    {
        world.Cloud.Remove("/latest/user-data");
        await Assert.ThrowsAsync<ProviderException>(() => RunAsync(Config(), new RunOptions { ShutdownOnFailure = true }));
        Assert.Single(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_read_shuts_the_machine_down_where_the_option_says_so()
    {
        await Assert.ThrowsAsync<RunnerConfigException>(() => RunAsync(
            () => RunnerConfigReader.Parse("f", "shutdownOnFailure: true\nprovider: {}"), new RunOptions { ShutdownOnFailure = true }));
        Assert.Single(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_failed_start_after_the_registration_is_reported_and_the_worker_removed()
    {
        await Assert.ThrowsAsync<WorkerStartException>(() => RunAsync(Failing("shutdownOnFailure: true")));
        Assert.Equal([Registration, Report, Removal], Calls());
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_failed_start_ends_nothing_unasked()
    {
        await Assert.ThrowsAsync<WorkerStartException>(() => RunAsync(Failing()));
        Assert.Equal([Registration], Calls());
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_failed_start_of_an_instance_that_is_to_be_kept_ends_nothing()
    {
        await Assert.ThrowsAsync<WorkerStartException>(
            () => RunAsync(Failing("shutdownOnFailure: true"), new RunOptions { KeepInstance = true, ShutdownOnFailure = true }));
        Assert.Equal([Registration], Calls());
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_start_that_was_stopped_by_hand_is_no_failure()
    {
        world.Cloud.Instead = (_, token) => FakeCloud.Reply.Never(token);
        using var stop = new CancellationTokenSource();
        var run = new Runner(world.Environment).RunAsync(() => Config("shutdownOnFailure: true"), new RunOptions(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Soon());
        Assert.Empty(world.Machine.Shutdowns);
    }

    [Fact]
    public async Task A_worker_that_wants_a_reboot_is_not_removed()
    {
        using var session = Begin();
        worker.Exit(67);
        var exit = await session.FinishAsync(Test.Token).Soon();
        Assert.True(exit is { RebootRequired: true, Succeeded: true });
        Assert.Empty(Calls());
        Assert.Contains("fake-worker (process 4711) ended with exit code 67 (a reboot is required)", world.Log.Lines);
    }

    [Theory]
    [InlineData(1, "exit code 1 after")]
    [InlineData(64, "exit code 64 (its configuration was not loaded)")]
    [InlineData(69, "exit code 69 (it panicked)")]
    public async Task A_worker_that_failed_is_not_removed_and_said_with_its_meaning(int code, string said)
    {
        using var session = Begin();
        worker.Exit(code);
        var error = await Assert.ThrowsAsync<WorkerFailedException>(() => session.FinishAsync(Test.Token).Soon());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Equal(code, error.Exit.ExitCode);
        Assert.Empty(Calls());
    }

    [Fact]
    public async Task A_worker_that_was_stopped_by_hand_is_not_removed()
    {
        using var session = Begin();
        worker.OnInterrupt = () => worker.Exit(143);
        await session.StopAsync(new StopLimits { Graceful = TimeSpan.Zero }, Test.Token).Soon();
        await session.FinishAsync(Test.Token).Soon();
        Assert.Empty(Calls());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(68)]
    [InlineData(70)]
    [InlineData(72)]
    public async Task A_worker_that_ended_well_is_removed_once_though_it_is_stopped_then(int code)
    {
        using var session = Begin();
        worker.ExitSilently(code); // What it started keeps its output open.
        var stopping = session.StopAsync(new StopLimits(), Test.Token);
        worker.Says.End();
        await stopping.Soon();
        await session.FinishAsync(Test.Token).Soon();
        await session.FinishAsync(Test.Token).Soon();
        Assert.Equal(["DELETE /api/worker-manager/v1/workers/proj-test%2Flinux/test-group/worker-1"], Calls());
    }

    [Fact]
    public async Task A_crash_is_not_hidden_by_a_stop_that_comes_after_it()
    {
        using var session = Begin();
        worker.ExitSilently(69);
        var stopping = session.StopAsync(new StopLimits(), Test.Token);
        worker.Says.End();
        await stopping.Soon();
        await Assert.ThrowsAsync<WorkerFailedException>(() => session.FinishAsync(Test.Token).Soon());
        Assert.Empty(Calls());
    }

    [Fact]
    public async Task A_failed_start_of_an_unforeseen_kind_ends_the_instance_too()
    {
        await Assert.ThrowsAsync<FormatException>(() => RunAsync(() => throw new FormatException("a lone surrogate"), new RunOptions { ShutdownOnFailure = true }));
        Assert.Single(world.Machine.Shutdowns);
    }

    [Theory]
    [InlineData("proj/win", "aws-1", "", "an empty worker group")]
    [InlineData("proj/win", "", "r", "an empty provider ID")]
    [InlineData("", "aws-1", "r", "an empty worker pool ID")]
    [InlineData("proj-win", "aws-1", "r", "invalid worker pool ID, \"proj-win\": it must be <provisionerId>/<workerType>")]
    [InlineData("proj/win", "aws-1", "eu west", "invalid worker group, \"eu west\": it must be 1 to 38 characters")]
    public async Task An_identity_that_worker_manager_would_not_take_is_an_error_before_anything_is_registered(string pool, string provider, string group, string said)
    {
        world.Cloud.Set("/latest/user-data", System.Text.Json.JsonSerializer.Serialize(new { workerPoolId = pool, providerId = provider, workerGroup = group, rootUrl = "https://tc.example.com" }));
        var error = await Assert.ThrowsAsync<ProviderException>(() => RunAsync(Config()));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was registered", error.Message, StringComparison.Ordinal);
        Assert.Empty(Calls());
    }

    [Theory]
    [InlineData("standalone", "clientID: fake/client\n  accessToken: access-token-of-standalone\n  certificate: '{\"a\":\"a-certificate\"}'", "access-token-of-standalone {\"a\":\"a-certificate\"}")]
    [InlineData("static", "providerID: static-1\n  staticSecret: StaticSecret0123456789StaticSecret0123456789", "StaticSecret0123456789StaticSecret0123456789")]
    public async Task What_the_configuration_says_in_secret_is_masked_from_the_registration_on(string providerType, string properties, string text)
    {
        var config = RunnerConfigReader.Parse(
            "runner.yml",
            $"provider:\n  providerType: {providerType}\n  rootURL: https://tc.example.com\n  workerPoolID: proj-test/linux\n  workerGroup: g\n  workerID: w\n  {properties}\nworker: {{implementation: dummy}}\n");
        await new Runner(world.Environment).RegisterAsync(config, Test.Token);
        Assert.All(world.Environment.Log.Secrets.Mask(text).Split(' '), word => Assert.Equal("********", word));
    }

    [Fact]
    public void What_the_configuration_says_in_secret_is_masked_before_its_log_is_opened()
    {
        new Runner(world.Environment).OpenLog(World.Run().Config);
        Assert.Equal("********", world.Environment.Log.Secrets.Mask("access-token-of-standalone"));
    }

    [Fact]
    public async Task What_this_machine_cannot_do_is_found_before_anybody_is_asked()
    {
        await Assert.ThrowsAsync<RunnerConfigException>(() => RunAsync(RunnerConfigReader.Parse(
            "runner.yml", "provider: {providerType: aws}\nworker: {implementation: generic-worker, path: ./none, configPath: config.json}")));
        Assert.Empty(Calls());
        Assert.Empty(world.Cloud.Requests);
    }

    [Fact]
    public async Task A_worker_that_ended_as_its_instance_is_taken_away_is_removed()
    {
        world.Cloud.Set("/latest/meta-data/autoscaling/target-lifecycle-state", "Terminated");
        using var session = Begin();
        worker.Hello("graceful-termination");
        while (!(await worker.Hears.NextAsync()).Contains("graceful-termination\",\"finish", StringComparison.Ordinal))
        {
        }
        worker.Exit(72);
        await session.FinishAsync(Test.Token).Soon();
        Assert.Equal(["DELETE /api/worker-manager/v1/workers/proj-test%2Flinux/test-group/worker-1"], Calls());
    }

    [Fact]
    public async Task A_whole_run_that_is_stopped_by_hand_ends_its_worker_and_keeps_the_instance()
    {
        Test.UnixOnly();
        var script = world.Folder.WritePrivate("worker.sh", Encoding.UTF8.GetBytes(
            "#!/bin/sh\necho '~{\"type\":\"hello\",\"capabilities\":[\"graceful-termination\"]}'\necho ready\nwhile read line; do case $line in *finish-tasks*) exit 71;; esac; done\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var stop = new CancellationTokenSource();
        var run = new Runner(world.Environment).RunAsync(
            () => RunnerConfigReader.Parse("runner.yml", $"provider: {{providerType: aws}}\nworker: {{implementation: generic-worker, path: {script}, configPath: config.json}}\n" + NoSecrets),
            new RunOptions(),
            stop.Token);
        await world.Log.SaidAsync("ready");
        await stop.CancelAsync();
        Assert.True(await run.Soon() is { ExitCode: 71, StopRequested: true, Succeeded: true });
        Assert.Equal([Registration], Calls());
        // The worker is spared when memory runs out, and whoever hosts this, a shell say, is left as it was.
        using var ours = System.Diagnostics.Process.GetCurrentProcess();
        Assert.NotEqual(ours.Id, Assert.Single(world.Machine.Protected));
    }

    private static RunnerConfig Config(string extraYaml = "") => World.CloudConfig("aws", NoSecrets + extraYaml);

    /// <summary>A worker that is there, and that no system can execute.</summary>
    private RunnerConfig Failing(string extraYaml = "")
    {
        var worker = world.Folder.WritePrivate("worker.exe", "#!/no/such/interpreter\n"u8.ToArray());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(worker, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return RunnerConfigReader.Parse(
            "runner.yml", "provider: {providerType: aws}\nworker: {implementation: generic-worker, path: ./worker.exe, configPath: config.json}\n" + NoSecrets + extraYaml);
    }

    private WorkerSession Begin() => Sessions.Begin(World.CloudRun("aws", implementation: "generic-worker"), worker, world.Environment);

    private IEnumerable<string> Calls() => world.Http.Requests.Select(r => $"{r.Method} {r.Path}");

    private Task<WorkerExit> RunAsync(RunnerConfig config, RunOptions? options = null) => RunAsync(() => config, options ?? new RunOptions());

    private Task<WorkerExit> RunAsync(Func<RunnerConfig> config, RunOptions options) => new Runner(world.Environment).RunAsync(config, options, Test.Token).Soon();
}
