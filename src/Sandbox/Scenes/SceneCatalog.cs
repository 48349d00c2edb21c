using System.Text.Json.Nodes;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.Sandbox.Scenes;

/// <summary>The scenes. docs/sandbox.md describes each.</summary>
internal static class SceneCatalog
{
    private static readonly string[] CloudProviders = ["aws", "azure", "google"];
    private static readonly string[] Registering = ["static", .. CloudProviders];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scene> All { get; } =
    [
        new("boot", "The worker boots and does a task.") { PlayAsync = BootAsync },
        new("missing-secret", "The worker pool has no secret.") { PlayAsync = MissingSecretAsync },
        new("short-credentials", "The worker's credentials expire twice while a task runs.")
        {
            Providers = CloudProviders, DefaultProvider = "google", PlayAsync = ShortCredentialsAsync,
            Deployment = options => options with { CredentialLifetime = TimeSpan.FromSeconds(16) },
        },
        new("spot-notice", "The cloud takes the instance away in mid-task.") { Providers = CloudProviders, DefaultProvider = "aws", PlayAsync = SpotNoticeAsync },
        new("azure-freeze", "Azure freezes the VM for some seconds; the task goes on.") { Providers = ["azure"], DefaultProvider = "azure", PlayAsync = FreezeAsync },
        new("register-down", "worker-manager is down when the machine boots.") { Providers = Registering, PlayAsync = RegisterDownAsync },
        new("renewal-down", "worker-manager is down when the credentials are to be renewed.")
        {
            Providers = CloudProviders, DefaultProvider = "google", PlayAsync = RenewalDownAsync,
            Deployment = options => options with { CredentialLifetime = TimeSpan.FromSeconds(30) },
        },
        new("removal-down", "worker-manager is down when the worker is to be removed.") { Providers = CloudProviders, DefaultProvider = "google", PlayAsync = RemovalDownAsync },
        new("clock-skew", "The machine's clock is three hours behind.") { PlayAsync = ClockSkewAsync },
        new("reboot", "The machine loses power between two tasks, and boots again with a restart cache.")
        {
            Providers = CloudProviders, DefaultProvider = "google", PlayAsync = RebootAsync,
            Config = new Dictionary<string, string> { ["cacheOverRestarts"] = "'{folder}/restart-cache.json'" },
        },
        new("hang", "The worker hangs in mid-task; takes a minute and a half.")
        {
            IsPossible = !OperatingSystem.IsWindows(), PlayAsync = HangAsync,
            Config = new Dictionary<string, string> { ["watchdog"] = "{silence: 1m, action: stop}" },
        },
        new("drain", "The worker is drained before maintenance, and finishes its task first.") { PlayAsync = DrainAsync },
    ];

    private static async Task BootAsync(SceneStage stage)
    {
        var task = stage.CreateTask();
        stage.Boot();
        await CompletedAsync(stage, task);
    }

    private static async Task MissingSecretAsync(SceneStage stage)
    {
        stage.Sandbox.RemoveSecret($"worker-pool:{stage.Pool}");
        await BootAsync(stage);
        stage.Expect("the secret was asked for, and was not there", stage.Sandbox.Requests.Any(r => r.Target.Contains("worker-pool%3A", StringComparison.Ordinal) && r.Status == 404), "the service answered 404");
    }

    private static async Task ShortCredentialsAsync(SceneStage stage)
    {
        var task = stage.CreateTask(seconds: 24);
        stage.Boot();
        await RunningAsync(stage, task);
        await stage.ExpectRequestAsync("the credentials are renewed twice while it runs", IsRenewal, times: 2);
        await CompletedAsync(stage, task, TimeSpan.FromSeconds(24));
        await CompletedAsync(stage, stage.CreateTask());
    }

    private static async Task SpotNoticeAsync(SceneStage stage)
    {
        var task = stage.CreateTask(seconds: 600);
        stage.Boot();
        await RunningAsync(stage, task);
        stage.Interrupt();
        await stage.ExpectTaskAsync(
            "the task is given back as worker-shutdown, and tried again", task, t => t.Runs.Count == 2 && t.Runs[0].ReasonResolved == "worker-shutdown");
        await RemovedAsync(stage);
        await stage.ExpectEndAsync("the runner ends with 0", 0);
    }

    private static async Task FreezeAsync(SceneStage stage)
    {
        var task = stage.CreateTask(seconds: 8);
        stage.Boot();
        await RunningAsync(stage, task);
        stage.Command("freeze");
        await CompletedAsync(stage, task, TimeSpan.FromSeconds(8));
        stage.Expect("the worker goes on", !stage.Runner.HasEnded, stage.Runner.HasEnded ? "the runner has ended" : "it runs");
    }

    private static async Task RegisterDownAsync(SceneStage stage)
    {
        stage.Sandbox.Faults.Add(new Fault { PathContains = "/worker/register", Times = 3, Kind = FaultKind.Status(503) });
        var task = stage.CreateTask();
        stage.Boot();
        await stage.ExpectRequestAsync("registration is tried again until it succeeds", r => IsRegistration(r) && r.Status == 200);
        await CompletedAsync(stage, task);
    }

    private static async Task RenewalDownAsync(SceneStage stage)
    {
        stage.Sandbox.Faults.Add(new Fault { PathContains = "/worker/reregister", Times = 2, Kind = FaultKind.Status(503) });
        stage.Boot();
        await stage.ExpectRequestAsync("the renewal is tried again until it succeeds", IsRenewal);
        await CompletedAsync(stage, stage.CreateTask());
    }

    private static async Task RemovalDownAsync(SceneStage stage)
    {
        stage.Sandbox.Faults.Add(new Fault { Method = "DELETE", PathContains = "/workers/", Times = 2, Kind = FaultKind.Status(503) });
        var task = stage.CreateTask(seconds: 600);
        stage.Boot();
        await RunningAsync(stage, task);
        stage.Interrupt();
        await RemovedAsync(stage);
        await stage.ExpectEndAsync("the runner ends with 0", 0);
    }

    /// <summary>A worker cannot help it, but its runner can, and says so.</summary>
    private static async Task ClockSkewAsync(SceneStage stage)
    {
        stage.Sandbox.ClockSkew = TimeSpan.FromHours(3);
        stage.Boot();
        await stage.ExpectLogAsync("the runner's log says that the clock is wrong", "clock is ");
        var status = await StatusAsync(stage, s => s["stage"]?.ToString() == "running");
        stage.Expect("the worker starts nevertheless", status["worker"] is not null, $"the runner is at the stage \"{status["stage"]}\"");
    }

    private static async Task RebootAsync(SceneStage stage)
    {
        stage.Boot();
        await CompletedAsync(stage, stage.CreateTask());
        stage.Runner.Kill();
        await stage.Runner.EndAsync(CancellationToken.None);
        var claims = stage.Sandbox.Arrivals.Count(IsClaim);
        stage.Boot();
        // A task that is made before would be given to the dead worker, whose connection is still there for a moment.
        await stage.ExpectArrivalAsync("the worker is started again, and asks for work", IsClaim, claims + 1);
        await CompletedAsync(stage, stage.CreateTask());
        var registrations = stage.Sandbox.Requests.Count(IsRegistration);
        stage.Expect("the instance registers only once", registrations == 1, $"it registered {registrations} times");
    }

    private static async Task HangAsync(SceneStage stage)
    {
        stage.Sandbox.ClaimTimeout = TimeSpan.FromSeconds(30);
        var task = stage.CreateTask(seconds: 600);
        stage.Boot();
        await RunningAsync(stage, task);
        var status = await StatusAsync(stage, s => s["worker"] is not null);
        WorkerSuspension.Suspend(status["worker"]!.ToString());
        await stage.ExpectTaskAsync("its claim expires, and the task is tried again", task, t => t.Runs[0].ReasonResolved == "claim-expired");
        await stage.ExpectLogAsync("the runner's log says that the worker is silent", "has said nothing for", TimeSpan.FromMinutes(1));
        await stage.ExpectEndAsync("the runner ends the worker, and ends with 1", 1);
    }

    private static async Task DrainAsync(SceneStage stage)
    {
        var task = stage.CreateTask(seconds: 5);
        stage.Boot();
        await RunningAsync(stage, task);
        var later = stage.CreateTask();
        await stage.AskAsync(new JsonObject { ["do"] = "terminate", ["finishTasks"] = true });
        await CompletedAsync(stage, task, TimeSpan.FromSeconds(5));
        await stage.ExpectEndAsync("the runner ends with 0", 0);
        await stage.ExpectTaskAsync("no other task is begun", later, t => t.State == "pending");
    }

    private static Task RunningAsync(SceneStage stage, string task) => stage.ExpectTaskAsync("the task is claimed", task, t => t.State == "running");

    private static Task CompletedAsync(SceneStage stage, string task, TimeSpan more = default) =>
        stage.ExpectTaskAsync("the task is completed", task, t => t.State == "completed" && t.Runs.Count == 1, more);

    private static Task RemovedAsync(SceneStage stage) => stage.ExpectRequestAsync("the worker is removed", r => r.Method == "DELETE" && r.Status == 200);

    private static async Task<JsonObject> StatusAsync(SceneStage stage, Func<JsonObject, bool> fits)
    {
        for (var i = 0; ; i++)
        {
            var status = await stage.AskAsync(new JsonObject { ["do"] = "status" });
            if (fits(status) || i == 100)
                return status;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private static bool IsRegistration(RecordedRequest request) => request.Target.EndsWith("/worker/register", StringComparison.Ordinal);

    private static bool IsClaim(RecordedRequest request) => request.Target.Contains("/claim-work/", StringComparison.Ordinal);

    private static bool IsRenewal(RecordedRequest request) => request.Target.EndsWith("/worker/reregister", StringComparison.Ordinal) && request.Status == 200;
}
