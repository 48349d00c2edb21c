namespace WorkerRunner.Fleet;

/// <summary>
/// start-worker of Taskcluster v106: its client library's retries, which do not hear Retry-After; a renewal 30 minutes before the expiry; a look for
/// interruptions every 5 seconds on AWS, a waiting request on Google; removeWorker as soon as the worker has ended.
/// </summary>
internal sealed class GoRunner : IRunner
{
    private const double FirstPause = 0.5;
    private const double Growth = 1.5;
    private const double LongestPause = 60;
    private const double Spread = 0.5;
    private const double PollOfAws = 5;
    private const double EndOfWorker = 1;

    public string Name => "Go start-worker";

    public double TriesFor => 15 * 60;

    public bool AsksForSecretsTogether => false;

    public double PauseAfter(int attempt, double random, double? retryAfter) =>
        Math.Min(FirstPause * Math.Pow(Growth, attempt), LongestPause) * (1 + Spread * (2 * random - 1));

    public double RenewalTime(double expire, double random) => expire - 30 * 60;

    public double RemovalAfter(Cloud cloud, Random random) => cloud == Cloud.Aws ? PollOfAws * random.NextDouble() + EndOfWorker : EndOfWorker;
}
