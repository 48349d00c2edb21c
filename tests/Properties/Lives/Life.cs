using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using WorkerRunner.Configuration;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Session;
using WorkerRunner.Stages;

namespace WorkerRunner.Properties.Lives;

/// <summary>
/// The life of a cloud's worker under the real runner, by a clock of its own: outages, clocks that are set, restarts from the cache, stops,
/// and what all that must not do.
/// </summary>
internal sealed class Life : IDisposable
{
    // Within such a time of health a runner makes an attempt: its longest pause, and an attempt that hangs.
    private static readonly TimeSpan Chance = TimeSpan.FromSeconds(200);
    // For a hello and slow answers.
    private static readonly TimeSpan TooShort = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReportTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromHours(3);
    private static readonly TimeSpan LongestDowntime = TimeSpan.FromMinutes(10);

    private readonly LifePlan plan;
    private readonly TestTime time = new();
    private readonly TempFolder folder = new(isInMemory: true);
    private readonly Deployment deployment;
    private readonly LifeMachine machine;
    private readonly FakeCloud cloud;
    private readonly List<string> violations = [];
    private readonly List<string> story = [];
    private readonly List<(string Title, DateTimeOffset At, DateTimeOffset Until, Incarnation By)> reported = [];
    private Incarnation now = null!;
    private int removalsBegun;

    public Life(int seed)
    {
        plan = new LifePlan(seed);
        deployment = new Deployment(time, plan.Lifetime, plan.Outages, plan.Random);
        machine = new LifeMachine(StartWorker);
        cloud = Metadata();
        folder.WritePrivate("worker", []);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("worker"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private DateTimeOffset Now => deployment.Now;

    /// <summary>Lives it.</summary>
    /// <returns>What was wrong with it; empty where nothing was.</returns>
    public IReadOnlyList<string> Live()
    {
        foreach (var outage in plan.Outages) Tell($"outage {outage}");
        foreach (var (at, by) in plan.Steps) After(at, () => Step(by));
        foreach (var at in plan.PowerCuts) After(at, () => now?.CutPower());
        foreach (var (index, at) in plan.Reports.Index()) After(at, () => Report($"error {index}"));
        After(plan.End, EndByItself);
        if (plan.Preemption is { } preemption) After(preemption, Preempt);
        if (plan.Stop is { } stop)
        {
            After(stop, () => now?.Stop());
            if (plan.SecondStopAfter is { } more) After(stop + more, () => now?.Hurry());
        }
        var tooLong = new TaskCompletionSource<bool>();
        After(plan.End + LongestEnd, () =>
        {
            Violation("it does not end");
            tooLong.SetResult(true);
        });
        time.Run(Task.WhenAny(LiveAsync(), tooLong.Task));
        return violations.Count == 0 ? [] : [.. violations, .. story];
    }

    public void Dispose()
    {
        cloud.Dispose();
        folder.Dispose();
    }

    private async Task LiveAsync()
    {
        do
        {
            now = new Incarnation(this);
            Tell("boot");
            await now.RunAsync();
            if (now.GoesOn) await Task.Delay(plan.Seconds(0, LongestDowntime.TotalSeconds), time);
        }
        while (now.GoesOn);
        Judge();
    }

    private LifeWorker StartWorker()
    {
        using var config = JsonDocument.Parse(File.ReadAllText(folder.File("worker.json")));
        var worker = new LifeWorker { ClientId = config.RootElement.GetProperty("clientId").GetString()! };
        time.Heed(worker);
        now.Began(worker);
        return worker;
    }

    private void EndByItself()
    {
        // A machine that is off at that time has a worker that ends later.
        if (now?.Worker is not { Runs: true } worker || now.IsOff)
        {
            if (now is null || now.GoesOn || !now.IsDone) After(TimeSpan.FromMinutes(1), EndByItself);
            return;
        }
        if (plan.ReportsLast) Report("last words");
        var code = plan.ExitCode == 67 && now.IsLater ? 0 : plan.ExitCode;
        if (!plan.AsksForShutdown)
        {
            EndWith(code, worker);
            return;
        }
        now.AskForShutdown();
        After(plan.Seconds(0, 5), () => EndWith(code, worker));
    }

    private void EndWith(int code, LifeWorker worker)
    {
        if (!worker.Runs || now.IsOff) return;
        now.Note(EndCause.ByItself);
        Tell($"worker ends with {code}");
        now.End(code);
        if (code == 67) After(plan.Seconds(0, 3600), EndByItself);
    }

    private void Report(string title)
    {
        if (now?.Worker is not { Runs: true } worker || now.IsOff) return;
        Tell($"reports {title}");
        reported.Add((title, Now, now.Expiry, now));
        worker.Say(new { type = "error-report", kind = "k", title, description = "d", extra = new { } });
    }

    private void Step(TimeSpan by)
    {
        Tell($"our clock is set by {by}");
        time.AdjustTime(time.GetUtcNow() + by);
    }

    private void Preempt()
    {
        if (now?.Worker is not { Runs: true } || now.IsOff || !now.SaidHello) return;
        now.Note(EndCause.Interrupted);
        Tell("preempted");
        cloud.Set("/computeMetadata/v1/instance/preempted", "TRUE", etag: "1");
        now.Preempted.TrySetResult(true);
    }

    private void After(TimeSpan wait, Action act) => time.CreateTimer(_ => act(), null, wait, Timeout.InfiniteTimeSpan);

    private void Tell(string what) => story.Add($"{Now:HH:mm:ss} {what}");

    private void Violation(string what) => violations.Add($"{Now:HH:mm:ss} VIOLATION: {what}");

    private void Judge()
    {
        if (removalsBegun > 1) Violation($"{removalsBegun} removals were begun");
        if (machine.Shutdowns > 1) Violation($"{machine.Shutdowns} shutdowns");
        foreach (var (title, at, until, by) in reported)
        {
            if (deployment.Reports.Contains(title) || by.WasCut) continue;
            if (!by.Log.Lines.Any(l => l.Contains(title, StringComparison.Ordinal) && l.Contains("could not be reported", StringComparison.Ordinal)))
                Violation($"{title} is lost without a word");
            else if (until > at + ReportTime && deployment.IsUp(at, at + ReportTime))
                Violation($"{title} was not reported, though there was no outage");
        }
        now.JudgeEnd();
    }

    private FakeCloud Metadata()
    {
        const string root = "/computeMetadata/v1/instance";
        var fake = new FakeCloud(time)
            .Set($"{root}/attributes/taskcluster", """{"workerPoolId":"proj/linux","providerId":"google","workerGroup":"zone","rootUrl":"https://tc.example.com"}""")
            .Set($"{root}/id", "4711")
            .Set($"{root}/zone", "projects/1/zones/us-east1-b")
            .Set($"{root}/service-accounts/default/identity?audience=https%3A%2F%2Ftc.example.com&format=full", "token-of-this-instance");
        fake.Instead = (request, token) => request.Path.Contains("wait_for_change", StringComparison.Ordinal) ? WaitAsync(request.Path, token) : null;
        return fake;
    }

    /// <summary>The service answers a hanging request when there is something, or after a minute.</summary>
    private async Task<FakeCloud.Reply> WaitAsync(string path, CancellationToken cancellationToken)
    {
        var incarnation = now;
        var isPreempted = path.Contains("/preempted", StringComparison.Ordinal);
        var change = isPreempted ? incarnation.Preempted.Task : Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        if (!change.IsCompleted || path.Contains("last_etag=1", StringComparison.Ordinal))
            await Task.WhenAny(change.IsCompleted ? Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken) : change, Task.Delay(TimeSpan.FromSeconds(60), incarnation.Clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return isPreempted && change.IsCompleted ? new FakeCloud.Reply(200, "TRUE", "1") : new FakeCloud.Reply(200, isPreempted ? "FALSE" : "NONE", "0");
    }

    /// <summary>The machine from one boot to its restart or its end.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "A signal may come at any moment.")]
    private sealed class Incarnation(Life life)
    {
        private readonly CancellationTokenSource stop = new();
        private readonly CancellationTokenSource hurry = new();
        private readonly TaskCompletionSource<bool> cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly DateTimeOffset bootedAt = life.Now;
        private WorkerSession? session;
        private EndCause first;
        private DateTimeOffset handedAt;
        private DateTimeOffset endedAt;
        private bool askedForShutdown;
        private WorkerExit? exit;
        private Exception? error;

        public LifeClock Clock { get; } = new(life.time);

        public RecordingLog Log { get; } = new();

        public LifeWorker? Worker { get; private set; }

        public TaskCompletionSource<bool> Preempted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsOff => Clock.IsOff;

        /// <summary>Whether it is not the first.</summary>
        public bool IsLater { get; } = File.Exists(life.folder.File("cache.json"));

        public bool WasCut { get; private set; }

        public bool SaidHello { get; private set; }

        public bool IsDone { get; private set; }

        /// <summary>Whether another follows.</summary>
        public bool GoesOn => WasCut || exit?.RebootRequired == true;

        /// <summary>Of the credentials that the worker has.</summary>
        public DateTimeOffset Expiry => life.deployment.ExpiryOf(Worker!.ClientId);

        public async Task RunAsync()
        {
            using var environment = new RunEnvironment(
                new RunLog(Clock, Log), Clock, life.machine, life.folder.Path, () => life.deployment.Connect(Clock), () => life.cloud, _ => null)
            {
                NextRandom = () =>
                {
                    lock (life.plan) return life.plan.Random.NextDouble();
                },
            };
            var run = new Runner(environment).RunAsync(Config, new RunOptions { Started = s => session = s }, stop.Token, hurry.Token);
            await Task.WhenAny(run, cut.Task);
            if (WasCut) return;
            try
            {
                exit = await run;
            }
            catch (Exception e)
            {
                error = e;
                exit = (e as WorkerFailedException)?.Exit;
            }
            IsDone = true;
            life.Tell($"runner ends: {exit?.ToString() ?? error!.Message}");
            life.removalsBegun += Log.Lines.Count(l => l is "Removing the worker, as it has ended" or "Shutting down on request from worker");
        }

        public void Began(LifeWorker worker)
        {
            Worker = worker;
            worker.OnTold = Told;
            worker.OnInterrupt = () => life.After(life.plan.Seconds(0, 3), () => EndOnRequest(143));
            worker.OnRenewed = Hold;
            Hold();
            life.After(life.plan.Seconds(0, 2), () =>
            {
                if (!worker.Runs || IsOff) return;
                SaidHello = true;
                worker.Say(new { type = "hello", capabilities = new[] { "log", "error-report", "shutdown", "graceful-termination", "new-credentials" } });
            });
        }

        /// <summary>Only a machine whose worker does its work is switched off: what comes after its end is another matter.</summary>
        public void CutPower()
        {
            if (Worker is not { Runs: true } || IsOff || first != EndCause.None) return;
            life.Tell("power cut");
            WasCut = true;
            Clock.SwitchOff();
            Worker.SwitchOff();
            cut.TrySetResult(true);
        }

        public void Stop()
        {
            if (IsOff) return;
            life.Tell("stop");
            if (Worker is { Runs: true }) Note(EndCause.Stopped);
            stop.Cancel();
        }

        public void Hurry()
        {
            if (IsOff || !stop.IsCancellationRequested) return;
            life.Tell("second stop");
            hurry.Cancel();
        }

        public void AskForShutdown()
        {
            askedForShutdown = true;
            Note(EndCause.ShutdownRequested);
            life.Tell("worker asks for shutdown");
            Worker!.Say(new { type = "shutdown" });
        }

        /// <summary>The first one counts.</summary>
        public void Note(EndCause cause)
        {
            if (first == EndCause.None) first = cause;
        }

        public void JudgeEnd()
        {
            if (Log.Lines.FirstOrDefault(l => l.Contains("bug in WorkerRunner", StringComparison.Ordinal)) is { } internalError) life.Violation(internalError);
            if (session is null)
            {
                JudgeFailedStart();
                return;
            }
            if (session.Ending.Cause != first) life.Violation($"the first cause was {first}, not {session.Ending.Cause}");
            if (exit is null) life.Violation($"the run failed: {error}");
            else JudgeRemoval(exit);
        }

        private void JudgeFailedStart()
        {
            if (stop.IsCancellationRequested && error is OperationCanceledException) return;
            // What has expired while the machine was off, or cannot be told from that by anybody, starts no worker.
            if (error is RestartCacheException && (HasExpired(life.Now) || !life.deployment.IsUp(bootedAt, life.Now))) return;
            life.Violation($"the start failed: {error}");
        }

        private void JudgeRemoval(WorkerExit ended)
        {
            var due = askedForShutdown || (first != EndCause.Stopped && ended.Succeeded && !ended.RebootRequired);
            var (removals, shutdowns) = (life.deployment.Removals, life.machine.Shutdowns);
            if (!due && removals + shutdowns > 0) life.Violation("it was removed, which was not due");
            if (due && removals + shutdowns == 0) life.Violation("it was not removed");
            // An answer that is lost, or that nobody waits for, may have to be followed by a shutdown.
            if (shutdowns == 0 || hurry.IsCancellationRequested || !life.deployment.IsUp(endedAt, life.Now + TimeSpan.FromMinutes(1))) return;
            if (endedAt + TimeSpan.FromSeconds(40) < Expiry) life.Violation("the machine was shut down, though the worker could have been removed");
        }

        private bool HasExpired(DateTimeOffset at)
        {
            var clientId = JsonDocument.Parse(File.ReadAllText(life.folder.File("cache.json"))).RootElement.GetProperty("credentials").GetProperty("clientId").GetString()!;
            return life.deployment.ExpiryOf(clientId) <= at;
        }

        /// <summary>It has credentials, for which it is seen that they never expire in its hands.</summary>
        private void Hold()
        {
            var (clientId, expiry) = (Worker!.ClientId, Expiry);
            handedAt = life.Now;
            life.Tell($"worker has {clientId} until {expiry:HH:mm:ss}");
            // Where our clock is behind after a boot, nobody has told that yet.
            if (expiry <= life.Now && life.time.GetUtcNow() >= expiry) life.Violation("the worker was given credentials that have expired");
            life.After(expiry > life.Now ? expiry - life.Now : TimeSpan.Zero, () =>
            {
                if (!IsOff && Worker.Runs && Worker.ClientId == clientId && first is EndCause.None) RequireExcuse("its credentials expired in the worker's hands");
            });
        }

        private void Told()
        {
            life.Tell("worker is told to end");
            if (first == EndCause.None)
            {
                first = EndCause.CredentialsExpired;
                RequireExcuse("the worker was told to end");
                if (life.Now > Expiry && handedAt < Expiry - TooShort && life.deployment.IsUp(handedAt, life.Now)) life.Violation("the worker was told to end too late");
            }
            if (life.plan.Random.Next(10) > 0) life.After(life.plan.Seconds(0, 40), () => EndOnRequest(71));
        }

        private void EndOnRequest(int code)
        {
            if (Worker is not { Runs: true } || IsOff) return;
            life.Tell($"worker ends with {code}, as it was asked to");
            End(code);
        }

        public void End(int code)
        {
            endedAt = life.Now;
            Worker!.End(code);
        }

        /// <summary>There was no time in which the deployment could have given new ones.</summary>
        private void RequireExcuse(string what)
        {
            var left = Expiry - handedAt;
            if (left <= TooShort) return;
            var tellAt = Expiry - RenewalPlan.Reserve(left);
            var due = handedAt + RenewalPlan.Delay(left, random: 0);
            var window = tellAt - due;
            if (life.deployment.LostCredentials) return;
            if (life.deployment.LongestUp(due, tellAt) >= (window < Chance ? window : Chance)) life.Violation($"{what}, though the deployment could have given new ones between {due:HH:mm:ss} and {tellAt:HH:mm:ss}");
        }

        private static RunnerConfig Config() => RunnerConfigReader.Parse(
            "runner.yml",
            """
            provider: {providerType: google}
            worker: {implementation: generic-worker, path: ./worker, configPath: worker.json}
            getSecrets: false
            cacheOverRestarts: cache.json
            """);
    }
}
