namespace WorkerRunner.Fleet;

/// <summary>
/// start-worker of Taskcluster v106: its client library's retries (reference taskcluster.md, "Retry"), a renewal 30 minutes before the
/// expiry, and a look for interruptions every 30 seconds on AWS (it looks every 15 seconds on Google, every second on Azure).
/// </summary>
internal sealed class GoRunner : IRunner
{
    private const double FirstPause = 0.5;
    private const double Growth = 1.5;
    private const double LongestPause = 60;
    private const double Spread = 0.5;

    public string Name => "Go start-worker";

    public double TriesFor => 15 * 60;

    public double PauseAfter(int attempt, double random) =>
        Math.Min(FirstPause * Math.Pow(Growth, attempt), LongestPause) * (1 + Spread * (2 * random - 1));

    public double RenewalTime(double expire, double random) => expire - 30 * 60;

    public double RemovalAfter(double random) => 30 * random + 1;
}
