using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>One figure and its limit.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Figure">The figure, a ratio wherever the machine has a say in it.</param>
/// <param name="Limit">What it may be at most or has to be at least.</param>
/// <param name="IsFloor">Whether <paramref name="Limit"/> is the least.</param>
/// <param name="Details">What the figure was made of.</param>
internal sealed record Result(string What, double Figure, double Limit, bool IsFloor, string Details)
{
    public bool IsMet => IsFloor ? Figure >= Limit : Figure <= Limit;

    /// <summary>A row of the table.</summary>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, "{0,-4} {1,-36} {2,10:0.00}  {3} {4,-8:0.##} {5}",
        IsMet ? "ok" : "MISS", What, Figure, IsFloor ? "at least" : "at most ", Limit, Details);
}
