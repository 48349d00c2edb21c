using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.StartWorker.Tests;

/// <summary>A worker with all that it started.</summary>
public sealed class FamilyTests
{
    // A whole number of seconds that no other process of this machine sleeps for.
    private const string Sleep = "sleep 4321";

    [Theory]
    [InlineData(PosixSignal.SIGTERM)]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGHUP)]
    public async Task What_a_wrapper_waits_for_ends_with_it(PosixSignal signal)
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("wrapper", $"""
            #!/bin/sh
            ({Sleep} & echo $! >"$0.child"; wait)
            exit 0

            """);
        using var started = StartWorkerProcess.Start(scenario.Standalone([], worker));
        var child = await ProcessAsync($"{worker}.child");

        started.Signal(signal);
        await started.EndAsync();

        Assert.False(Processes.IsAlive(child), "What the wrapper started lives on.");
    }

    [Fact]
    public async Task A_crash_is_not_hidden_by_what_is_left_running()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("wrapper", $"""
            #!/bin/sh
            {Sleep} &
            echo $! >"$0.child"
            exit 69

            """);

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([], worker));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("exit code 69", ended.LastLine, StringComparison.Ordinal);
        Assert.False(Processes.IsAlive(await ProcessAsync($"{worker}.child")), "What the worker left running lives on.");
    }

    [Fact]
    public async Task What_does_not_end_when_asked_is_killed()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("wrapper", $"""
            #!/bin/sh
            (trap '' TERM; {Sleep}) &
            echo $! >"$0.child"
            exit 0

            """);

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([], worker));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("Killing the processes that generic-worker", ended.Log, StringComparison.Ordinal);
        Assert.False(Processes.IsAlive(await ProcessAsync($"{worker}.child")), "What the worker left running lives on.");
    }

    [Fact]
    public async Task A_child_with_a_session_of_its_own_is_killed_with_the_worker()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("wrapper", $"""
            #!/bin/sh
            trap '' TERM
            setsid {Sleep} &
            echo $! >"$0.child"
            echo ready
            while :; do wait; done

            """);
        using var started = StartWorkerProcess.Start(scenario.Standalone([], worker));
        await started.ReadUntilAsync("ready");
        var child = await ProcessAsync($"{worker}.child");

        started.Signal(PosixSignal.SIGTERM);
        await started.ReadUntilAsync("Asking generic-worker");
        started.Signal(PosixSignal.SIGTERM);
        await started.EndAsync();

        Assert.False(Processes.IsAlive(child), "The child lives on.");
    }

    [Fact(Skip = "Only the native program for Linux holds the step that asks for it.", SkipUnless = nameof(IsNative))]
    public async Task The_worker_is_asked_to_end_where_the_runner_is_killed()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("worker", $"#!/bin/sh\necho $$ >\"$0.child\"\nexec {Sleep}\n");
        using var started = StartWorkerProcess.Start(scenario.Standalone([], worker));
        var child = await ProcessAsync($"{worker}.child");

        started.Kill();
        await started.EndAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Processes.IsAlive(child))
        {
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }

    public static bool IsNative => Environment.GetEnvironmentVariable("START_WORKER") is { Length: > 0 } && OperatingSystem.IsLinux();

    [Fact]
    public async Task What_the_worker_writes_to_stderr_is_masked()
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("worker", $"#!/bin/sh\necho \"the token is {Scenario.AccessToken}\" >&2\n");

        var ended = await StartWorkerProcess.RunAsync(scenario.Standalone([], worker));

        Assert.Contains("\nthe token is ********\n", ended.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0002\0\u00b7\0", "Exec format error")]
    [InlineData("a program of no system", "Exec format error")]
    [InlineData("#!/nowhere/interpreter\n", "No such file or directory")]
    public async Task What_cannot_be_executed_fails_as_what_it_is_and_counts_as_a_failed_start(string content, string expected)
    {
        await using var scenario = await Scenario.CreateAsync();
        var worker = scenario.WriteScript("worker", "");
        await File.WriteAllBytesAsync(worker, System.Text.Encoding.Latin1.GetBytes(content), TestContext.Current.CancellationToken);

        var ended = await StartWorkerProcess.RunAsync("--shutdown-on-failure", scenario.Standalone([], worker));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains($"{worker} could not be started: {expected}", ended.Log, StringComparison.Ordinal);
        Assert.Contains(HarmlessShutdown.Called, ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_current_directory_that_was_deleted_ends_no_run()
    {
        await using var scenario = await Scenario.CreateAsync();
        var config = scenario.Standalone("{implementation: dummy}");
        var shell = scenario.WriteScript("in-deleted-folder", "#!/bin/sh\nmkdir \"$0.d\" && cd \"$0.d\" && rmdir \"$0.d\" && exec \"$@\"\n");

        using var started = StartWorkerProcess.Start(shell, [StartWorkerProcess.Program, config]);
        var ended = await started.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("relative paths start at / instead", ended.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shutdown_in_the_current_directory_is_not_the_systems()
    {
        await using var scenario = await Scenario.CreateAsync();
        scenario.WriteScript("shutdown", "#!/bin/sh\necho \"the wrong one\" >&2\n");
        var config = scenario.Standalone([], path: "/nowhere/worker");
        var shell = scenario.WriteScript("in-folder", "#!/bin/sh\ncd \"$(dirname \"$0\")\" && exec \"$@\"\n");

        using var started = StartWorkerProcess.Start(shell, [StartWorkerProcess.Program, "--shutdown-on-failure", config]);
        var ended = await started.EndAsync();

        Assert.DoesNotContain("the wrong one", ended.Log, StringComparison.Ordinal);
        Assert.Contains(HarmlessShutdown.Called, ended.Log, StringComparison.Ordinal);
    }

    /// <summary>The process ID that a script writes down, as soon as it is there.</summary>
    private static async Task<int> ProcessAsync(string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (File.Exists(path) && int.TryParse(await File.ReadAllTextAsync(path, limit.Token), CultureInfo.InvariantCulture, out var process)) return process;
            await Task.Yield();
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
