using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Clouds;
using WorkerRunner.Sandbox.Recording;
using WorkerRunner.Sandbox.Runners;
using TaskStatus = WorkerRunner.Sandbox.Taskcluster.Queue.TaskStatus;

namespace WorkerRunner.Sandbox.Scenes;

/// <summary>What a scene plays on: a sandbox with the worker known in it, its runner, and what was expected so far.</summary>
internal sealed class SceneStage : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly SceneOptions options;
    private readonly string folder;
    private readonly string configPath;
    private readonly List<Expectation> expectations = [];
    private readonly List<RunnerProcess> runners = [];

    /// <summary>Sets it.</summary>
    public SceneStage(SandboxServer sandbox, SceneOptions options, SceneConfig config, string pool, string folder)
    {
        (Sandbox, this.options, Pool, this.folder) = (sandbox, options, pool, folder);
        ProviderType = config.ProviderType;
        configPath = Path.Combine(folder, "runner.yaml");
        PrivateFile.Write(configPath, config.ToYaml());
    }

    /// <summary>The deployment and the clouds.</summary>
    public SandboxServer Sandbox { get; }

    /// <summary>The worker's pool.</summary>
    public string Pool { get; }

    /// <summary>The worker's provider.</summary>
    public string ProviderType { get; }

    /// <summary>What was expected, and what happened.</summary>
    public IReadOnlyList<Expectation> Expectations => expectations;

    /// <summary>The runners' logs.</summary>
    public string Log => string.Concat(runners.Select(runner => runner.Log));

    /// <summary>The newest runner.</summary>
    public RunnerProcess Runner => runners[^1];

    private string Sockets => Path.Combine(folder, "s");

    /// <summary>Boots the machine: starts its runner.</summary>
    public void Boot() => runners.Add(RunnerProcess.Start(options.Runner, configPath, Variables(), options.Log));

    /// <summary>Makes a task that takes some seconds.</summary>
    public string CreateTask(int seconds = 0) => Sandbox.CreateTask(
        Pool, seconds == 0 ? "echo hello" : OperatingSystem.IsWindows() ? $"ping -n {seconds + 1} 127.0.0.1" : $"sleep {seconds}");

    /// <summary>Expects that a task comes to something.</summary>
    /// <param name="expected">What is expected, in words.</param>
    /// <param name="taskId">The task.</param>
    /// <param name="fits">Whether it has come to it.</param>
    /// <param name="more">What it takes by its nature.</param>
    public Task ExpectTaskAsync(string expected, string taskId, Func<TaskStatus, bool> fits, TimeSpan more = default) => ExpectAsync(
        expected,
        () => fits(Sandbox.Tasks.Single(task => task.TaskId == taskId)),
        () => Describe(Sandbox.Tasks.Single(task => task.TaskId == taskId)),
        more);

    /// <summary>Expects a request, from all that came since the sandbox began.</summary>
    /// <param name="expected">What is expected, in words.</param>
    /// <param name="fits">Whether it is the one.</param>
    /// <param name="times">How many of them are expected at least.</param>
    /// <param name="more">What it takes by its nature.</param>
    public Task ExpectRequestAsync(string expected, Func<RecordedRequest, bool> fits, int times = 1, TimeSpan more = default) => ExpectAsync(
        expected, () => Sandbox.Requests.Count(fits) >= times, () => $"{Sandbox.Requests.Count(fits)} such requests were answered", more);

    /// <summary>Expects a request that may not be answered yet.</summary>
    public Task ExpectArrivalAsync(string expected, Func<RecordedRequest, bool> fits, int times) => ExpectAsync(
        expected, () => Sandbox.Arrivals.Count(fits) >= times, () => $"{Sandbox.Arrivals.Count(fits)} such requests came");

    /// <summary>Expects a text in the log.</summary>
    public Task ExpectLogAsync(string expected, string text, TimeSpan more = default) => ExpectAsync(
        expected, () => Log.Contains(text, StringComparison.Ordinal), () => Log.Contains(text, StringComparison.Ordinal) ? "it does" : "it does not", more);

    /// <summary>Expects that the runner ends, and how.</summary>
    public async Task ExpectEndAsync(string expected, int exitCode)
    {
        await ExpectAsync(expected, () => Runner.HasEnded, () => Runner.HasEnded ? "it ended" : "it still runs", quiet: true);
        var happened = await Runner.EndAsync(CancellationToken.None);
        Expect(expected, happened == exitCode, $"it ended with {happened}");
    }

    /// <summary>Expects something that is so now.</summary>
    public void Expect(string expected, bool isMet, string happened)
    {
        if (!isMet)
            throw Failed(expected, happened);
        expectations.Add(new Expectation(expected, happened, IsMet: true));
    }

    /// <summary>Has the cloud take the instance away, with the notice that it gives.</summary>
    public void Interrupt() => Command(ProviderType == "aws" ? "spot" : "preempt");

    /// <summary>Has the cloud do something to the instance.</summary>
    /// <param name="name">One of its commands.</param>
    public void Command(string name) => (ProviderType switch
    {
        "aws" => CloudCommands.Of(Sandbox.Aws, TimeProvider.System),
        "azure" => CloudCommands.Of(Sandbox.Azure, TimeProvider.System),
        _ => CloudCommands.Of(Sandbox.Google),
    }).Single(command => command.Name == name).Do();

    /// <summary>Asks the runner something by its control endpoint.</summary>
    /// <exception cref="SceneFailedException">It does not answer.</exception>
    public async Task<JsonObject> AskAsync(JsonObject request)
    {
        using var limit = new CancellationTokenSource(options.Patience);
        try
        {
            while (Place() is null)
                await Task.Delay(Look, limit.Token);
            using var runner = await RunnerConversation.OpenAsync(Place()!, limit.Token);
            return await runner.AskAsync(request, limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            throw Failed($"the runner answers {request["do"]}", e.Message);
        }
    }

    /// <summary>Ends what still runs.</summary>
    public void Dispose() => runners.ForEach(runner => runner.Dispose());

    /// <summary>On Unix the runner's folder is the scene's own; on Windows all runners are in one, and this one is known by its process.</summary>
    private string? Place() => OperatingSystem.IsWindows()
        ? RunnerPlaces.OfProcess(Runner.Id)
        : RunnerPlaces.Find(Sockets) is [var only, ..] ? only : null;

    private async Task ExpectAsync(string expected, Func<bool> isMet, Func<string> happened, TimeSpan more = default, bool quiet = false)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isMet())
        {
            var passed = TimeProvider.System.GetElapsedTime(start);
            if (passed > options.Patience + more)
                throw Failed(expected, $"{happened()} after {passed.TotalSeconds:0} s");
            if (Runner.HasEnded && !isMet())
                await AfterEndAsync(expected, isMet, happened);
            await Task.Delay(Look);
        }

        if (!quiet)
            expectations.Add(new Expectation(expected, happened(), IsMet: true));
    }

    /// <summary>What a runner did last may arrive a moment after its end; then nothing more comes.</summary>
    private async Task AfterEndAsync(string expected, Func<bool> isMet, Func<string> happened)
    {
        var exitCode = await Runner.EndAsync(CancellationToken.None);
        await Task.Delay(Look);
        if (!isMet())
            throw Failed(expected, $"{happened()}; the runner has ended with {exitCode}");
    }

    private SceneFailedException Failed(string expected, string happened)
    {
        expectations.Add(new Expectation(expected, happened, IsMet: false));
        return new SceneFailedException();
    }

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string> { ["WORKER_RUNNER_SOCKETS"] = Sockets };
        if (OperatingSystem.IsWindows())
            return variables;
        Directory.CreateDirectory(Sockets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        variables["PATH"] = $"{HarmlessShutdown()}:{Environment.GetEnvironmentVariable("PATH")}";
        return variables;
    }

    /// <summary>A runner that cannot remove its instance shuts the machine down, which here is somebody's own.</summary>
    [UnsupportedOSPlatform("windows")]
    private string HarmlessShutdown()
    {
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var bin = Directory.CreateDirectory(Path.Combine(folder, "bin"), mine).FullName;
        var command = Path.Combine(bin, "shutdown");
        File.WriteAllText(command, "#!/bin/sh\necho \"the machine would be shut down now\" >&2\n");
        File.SetUnixFileMode(command, mine);
        return bin;
    }

    private static string Describe(TaskStatus task) => string.Join(", then ", task.Runs.Select(run => run.ReasonResolved is { } reason && reason != run.State
        ? $"run {run.RunId} {run.State} ({reason})"
        : $"run {run.RunId} {run.State}"));

}
