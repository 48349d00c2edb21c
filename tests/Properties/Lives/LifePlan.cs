namespace WorkerRunner.Properties.Lives;

/// <summary>What happens in a life, all of it from one seed.</summary>
internal sealed class LifePlan
{
    public LifePlan(int seed)
    {
        Random = new Random(seed);
        Lifetime = Minutes(2, Random.Next(6) == 0 ? 120 : 15);
        End = Times(Lifetime, 0.1 + 2 * Random.NextDouble() * Random.NextDouble());
        Outages = [.. MakeOutages()];
        Steps = [.. Some(3).Select(at => (at, TimeSpan.FromHours(24 * Random.NextDouble() - 12)))];
        PowerCuts = [.. Some(2)];
        Reports = [.. Some(4)];
        Stop = Random.Next(3) == 0 ? At() : null;
        SecondStopAfter = Random.Next(3) == 0 ? Seconds(0, 60) : null;
        Preemption = Random.Next(10) == 0 ? At() : null;
        ExitCode = Pick(0, 0, 0, 67, 69, 68);
        AsksForShutdown = ExitCode == 68 || (ExitCode != 67 && Random.Next(6) == 0);
        ReportsLast = Random.Next(2) == 0;
    }

    public Random Random { get; }

    /// <summary>How long credentials last.</summary>
    public TimeSpan Lifetime { get; }

    /// <summary>When the worker ends by itself.</summary>
    public TimeSpan End { get; }

    public IReadOnlyList<Outage> Outages { get; }

    /// <summary>When our clock is set, and by how much.</summary>
    public IReadOnlyList<(TimeSpan At, TimeSpan By)> Steps { get; }

    /// <summary>When the machine is switched off and on again.</summary>
    public IReadOnlyList<TimeSpan> PowerCuts { get; }

    /// <summary>When the worker reports an error.</summary>
    public IReadOnlyList<TimeSpan> Reports { get; }

    /// <summary>When the runner gets a signal.</summary>
    public TimeSpan? Stop { get; }

    public TimeSpan? SecondStopAfter { get; }

    /// <summary>When the cloud takes the instance away.</summary>
    public TimeSpan? Preemption { get; }

    public int ExitCode { get; }

    /// <summary>Whether the worker asks for the end of its instance before it ends.</summary>
    public bool AsksForShutdown { get; }

    /// <summary>Whether its last words are an error report.</summary>
    public bool ReportsLast { get; }

    public TimeSpan Seconds(double from, double to) => TimeSpan.FromSeconds(from + (to - from) * Random.NextDouble());

    private TimeSpan Minutes(double from, double to) => Seconds(60 * from, 60 * to);

    private TimeSpan At() => Times(End, Random.NextDouble());

    private IEnumerable<TimeSpan> Some(int most) => Enumerable.Range(0, Random.Next(most + 1)).Select(_ => At()).Order();

    private int Pick(params ReadOnlySpan<int> values) => values[Random.Next(values.Length)];

    private static TimeSpan Times(TimeSpan time, double factor) => TimeSpan.FromTicks((long)(time.Ticks * factor));

    /// <summary>The registration works; after that anything may be.</summary>
    private IEnumerable<Outage> MakeOutages()
    {
        var at = TimeSpan.FromSeconds(30);
        for (var left = Random.Next(5); left > 0; left--)
        {
            at += Times(Lifetime, 1.5 * Random.NextDouble() * Random.NextDouble());
            // Of every length, the short ones as often as the long ones.
            var length = TimeSpan.FromSeconds(Math.Pow(10, 4.2 * Random.NextDouble()));
            yield return new Outage(at, at + length, Random.Next(12) == 0 ? Failure.LosesAnswers : (Failure)Random.Next(3));
            at += length + TimeSpan.FromSeconds(1);
        }
    }
}
