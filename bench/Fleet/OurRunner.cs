using WorkerRunner.Retrying;
using WorkerRunner.Session;

namespace WorkerRunner.Fleet;

/// <summary>This runner: the very code that plans its attempts, renewals and removals.</summary>
internal sealed class OurRunner : IRunner
{
    private const double PollOfAws = 2;
    private const double EndOfWorker = 1;

    private readonly RetryLimits limits = new();

    public string Name => "WorkerRunner";

    public double TriesFor => limits.Total.TotalSeconds;

    public bool AsksForSecretsTogether => true;

    public double PauseAfter(int attempt, double random, double? retryAfter) =>
        limits.PauseAfter(attempt, random, retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null).TotalSeconds;

    public double RenewalTime(double expire, double random) => RenewalPlan.Delay(TimeSpan.FromSeconds(expire), random).TotalSeconds;

    public double RemovalAfter(Cloud cloud, Random random)
    {
        var ended = cloud == Cloud.Aws ? PollOfAws * random.NextDouble() + EndOfWorker : EndOfWorker;
        var notice = cloud == Cloud.Aws ? 120 : 30;
        return ended + RemovalSpread.Wait(TimeSpan.FromSeconds(notice - ended), random.NextDouble()).TotalSeconds;
    }
}
