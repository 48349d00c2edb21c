namespace WorkerRunner.Fleet;

/// <summary>What a deployment was asked in a scenario, second by second, and when the machines of the fleet had what they wanted.</summary>
internal sealed class Load(int machines, int seconds)
{
    private readonly int[] requests = new int[seconds + 1];
    private readonly List<double> served = new(machines);

    /// <summary>Requests in each second.</summary>
    public IReadOnlyList<int> Requests => requests;

    public int Peak => requests.Max();

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

    public void Count(double at) => requests[(int)Math.Min(at, seconds)]++;

    public void Serve(double at) => served.Add(at);
}
