using System.Text.Json;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Sandbox;
using WorkerRunner.Sandbox.Faults;
using WorkerRunner.Sandbox.Recording;

namespace WorkerRunner.Faults.Tests;

/// <summary>A worker's whole life under a runner, from its configuration to its removal, in this process and by a clock that jumps.</summary>
internal static class Journey
{
    // Short, so that a renewal comes soon.
    private static readonly TimeSpan CredentialLifetime = TimeSpan.FromSeconds(40);
    /// <summary>When every run begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(120);

    // How long nothing must have happened before the clock jumps: with a request under way that somebody is about to answer it is
    // the machine that is slow, and to jump would be to find its attempt over.
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Stalled = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    /// <summary>Makes it.</summary>
    /// <param name="kind">The provider.</param>
    /// <param name="fault">What goes wrong; null for nothing.</param>
    /// <param name="stalls">Whether the fault leaves requests unanswered, so that the clock has to go on meanwhile.</param>
    /// <param name="secrets">Further secrets, asked for at the end.</param>
    /// <param name="skew">How far the deployment's clock is ahead.</param>
    /// <param name="tls">Whether the deployment speaks HTTPS.</param>
    public static async Task<Outcome> RunAsync(
        ProviderKind kind, Fault? fault = null, bool stalls = false, SecretBag? secrets = null, TimeSpan skew = default, bool tls = false)
    {
        var time = new VirtualTime(Start);
        var options = new SandboxOptions { Time = time, CredentialLifetime = CredentialLifetime, Certificate = tls ? Trust.Certificate : null };
        await using var stage = await Stage.SetAsync(kind, options);
        stage.Sandbox.ClockSkew = skew;
        if (fault is not null)
            stage.Sandbox.Faults.Add(fault);
        var keeper = new LogKeeper();
        var machine = new QuietMachine(time);
        using var environment = new RunEnvironment(
            new RunLog(time, keeper), time, machine, baseDirectory: stage.Folder, variable: _ => null);
        var runner = new Runner(environment);
        var run = Task.Run(() => runner.RunAsync(() => runner.ReadConfig(stage.Config), new RunOptions(), CancellationToken.None));

        await time.PassWhileIdleAsync(
            run,
            () => keeper.Count + stage.Sandbox.Arrivals.Count + stage.Sandbox.Requests.Count,
            () => Patience(stage.Sandbox, machine, keeper, stalls ? fault : null),
            HangsAfter);

        var error = await Record.ExceptionAsync(() => run);
        return new Outcome
        {
            Error = error,
            Entries = keeper.Entries,
            Requests = stage.Sandbox.Requests,
            Duration = time.GetUtcNow() - Start,
            Shutdowns = machine.Shutdowns,
            WorkerRan = machine.Worker is not null,
            Secrets = [Stage.StaticSecret, Stage.AccessToken, Stage.Password, .. machine.Worker?.Secrets ?? [], .. Written(stage), .. secrets?.Secrets ?? []],
        };
    }

    private static TimeSpan Patience(SandboxServer sandbox, QuietMachine machine, LogKeeper keeper, Fault? stalling)
    {
        if (IsUnderWay(sandbox, request => !IsHeld(request, stalling)) || machine.Worker?.IsHeard == false)
            return Slow;
        // Of an answer that stalls the sandbox knows no more, and its reader waits for the clock.
        var stalled = stalling is null ? 0 : 1;
        if (keeper.Unread > sandbox.Arrivals.Count - sandbox.Requests.Count + stalled)
            return Slow;
        return IsUnderWay(sandbox, _ => true) || stalling is not null ? Stalled : Idle;
    }

    private static bool IsUnderWay(SandboxServer sandbox, Func<RecordedRequest, bool> isMeant) =>
        sandbox.Arrivals.Count(isMeant) > sandbox.Requests.Count(isMeant);

    /// <summary>Whether a request waits for the clock: Google's hanging ones, and those that a fault lets wait.</summary>
    private static bool IsHeld(RecordedRequest request, Fault? stalling) =>
        request.Target.Contains("wait_for_change", StringComparison.Ordinal)
        || (stalling is not null && request.Method == stalling.Method && request.Target.Contains(stalling.PathContains, StringComparison.Ordinal));

    /// <summary>The secrets in the worker's configuration.</summary>
    private static IEnumerable<string> Written(Stage stage)
    {
        var path = Path.Combine(stage.Folder, "worker.json");
        if (!File.Exists(path))
            yield break;
        using var config = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var name in (string[])["accessToken", "certificate"])
        {
            if (config.RootElement.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } secret)
                yield return secret;
        }
    }
}
