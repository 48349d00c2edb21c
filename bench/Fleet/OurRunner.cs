using WorkerRunner.Retrying;
using WorkerRunner.Session;

namespace WorkerRunner.Fleet;

/// <summary>This runner: the very code that plans its attempts and renewals.</summary>
internal sealed class OurRunner : IRunner
{
    private readonly RetryLimits limits = new();

    public string Name => "WorkerRunner";

    public double TriesFor => limits.Total.TotalSeconds;

    public double PauseAfter(int attempt, double random) => limits.PauseAfter(attempt, random).TotalSeconds;

    public double RenewalTime(double expire, double random) => RenewalPlan.Delay(TimeSpan.FromSeconds(expire), random).TotalSeconds;

    public double RemovalAfter(double random) => 2 * random + 1;
}
