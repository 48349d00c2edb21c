using System.Globalization;
using WorkerRunner.Logging;
using WorkerRunner.Runs;
using WorkerRunner.Values.Timelines;

namespace WorkerRunner.Monitoring;

/// <summary>
/// Tells systemd how a run is, where it asks (<c>Type=notify</c>, sd_notify(3)): READY once, STATUS at each step, STOPPING when all is done, and WATCHDOG as
/// long as the runner is alive, where the unit has WatchdogSec.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    /// <summary>Where systemd listens; the worker is not told of it.</summary>
    public const string AddressVariable = "NOTIFY_SOCKET";

    private const string PeriodVariable = "WATCHDOG_USEC";
    private const string ProcessVariable = "WATCHDOG_PID";

    // A manager that is busy has no room for more. Without READY it would wait for ever, so that is said until it is taken.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly object gate = new();
    private readonly RunEnvironment environment;
    private readonly string address;
    private readonly ITimer? heart;
    private readonly ITimer again;
    private string status = "";
    private bool isReadyAtStart;
    private bool isReady;
    private bool isReadyUntold;
    private bool hasFailed;
    private int beating;

    private SystemdNotifier(RunEnvironment environment, string address)
    {
        this.environment = environment;
        this.address = address;
        again = environment.Time.CreateTimer(_ => TellAgain(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        environment.Timeline.Entered += OnEntered;
        if (Period() is not { } period) return;
        // Half of what the unit allows, as sd_watchdog_enabled(3) recommends.
        var half = new TimeSpan(period.Ticks / 2);
        heart = environment.Time.CreateTimer(_ => Beat(), null, half, half);
    }

    /// <summary>Begins; null where nobody listens.</summary>
    public static SystemdNotifier? Create(RunEnvironment environment) =>
        environment.Surroundings.Variable(AddressVariable) is { } address && address[0] is '/' or '@' ? new SystemdNotifier(environment, address) : null;

    /// <summary>When the unit counts as started.</summary>
    public void Began(SystemdSettings settings)
    {
        lock (gate) isReadyAtStart = settings.IsReadyAtStart;
    }

    /// <summary>
    /// The run is over. Only now the unit is said to be stopping: from then on systemd waits no longer than TimeoutStopSec, and kills what a worker that
    /// finishes its tasks, or a removal, still needs.
    /// </summary>
    public void Dispose()
    {
        environment.Timeline.Entered -= OnEntered;
        heart?.Dispose();
        again.Dispose();
        lock (gate) Send("STOPPING=1");
    }

    private void OnEntered(RunStep step)
    {
        lock (gate)
        {
            var worker = environment.Timeline.Timeline.Worker is { } known ? $" {known}" : "";
            status = $"STATUS={RunStepNames.Of(step)}{worker}";
            if (!isReady && step >= (isReadyAtStart ? RunStep.WaitingForHello : RunStep.Running)) isReady = isReadyUntold = true;
            Tell();
        }
    }

    private void TellAgain()
    {
        lock (gate)
            if (isReadyUntold) Tell();
    }

    private void Tell()
    {
        isReadyUntold &= !Send(isReadyUntold ? $"READY=1\n{status}" : status);
        if (isReadyUntold) again.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// The timer alone proves little: a beat goes the way of the runner's own work, over the thread pool and through the locks of timeline and log.
    /// Where that does not come to its end, the next beat does not begin.
    /// </summary>
    private void Beat()
    {
        if (Interlocked.Exchange(ref beating, 1) == 1) return;
        _ = environment.Timeline.Step;
        environment.Log.Touch();
        lock (gate) Send("WATCHDOG=1");
        Volatile.Write(ref beating, 0);
    }

    private TimeSpan? Period()
    {
        if (environment.Surroundings.Variable(ProcessVariable) is { } process && process != environment.Machine.ProcessId.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(environment.Surroundings.Variable(PeriodVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 1
            ? TimeSpan.FromMilliseconds(microseconds / 1000.0)
            : null;
    }

    /// <returns>Whether it was taken.</returns>
    private bool Send(string state)
    {
        if (environment.Machine.Notify(address, state) is not { } problem) return true;
        if (!hasFailed) environment.Log.Write(Messages.SystemdUntold(problem));
        hasFailed = true;
        return false;
    }
}
