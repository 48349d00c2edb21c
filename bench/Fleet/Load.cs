namespace WorkerRunner.Fleet;

/// <summary>What a deployment was asked in a scenario, second by second, and when the machines of the fleet had what they wanted.</summary>
internal sealed class Load(int machines, int seconds)
{
    private readonly int[] requests = new int[seconds + 1];
    private readonly List<double> times = [];
    private readonly List<double> served = new(machines);

    /// <summary>Requests in each second.</summary>
    public IReadOnlyList<int> Requests => requests;

    /// <summary>The most requests within a second, wherever that second begins.</summary>
    public int Peak
    {
        get
        {
            var (peak, first) = (0, 0);
            for (var last = 0; last < times.Count; last++)
            {
                while (times[last] - times[first] >= 1) first++;
                peak = Math.Max(peak, last - first + 1);
            }
            return peak;
        }
    }

    public double Mean => requests.Average();

    /// <summary>How many machines never had what they wanted.</summary>
    public int Failed => machines - served.Count;

    /// <summary>The second in which 99 % of all machines had what they wanted; infinity where fewer ever had.</summary>
    public double Until99Percent
    {
        get
        {
            var index = (int)Math.Ceiling(machines * 0.99) - 1;
            return index < served.Count ? served.Order().ElementAt(index) : double.PositiveInfinity;
        }
    }

    /// <summary>A request; they come in the order of their times.</summary>
    public void Count(double at)
    {
        times.Add(at);
        requests[(int)Math.Min(at, seconds)]++;
    }

    public void Serve(double at) => served.Add(at);
}
