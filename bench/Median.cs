namespace WorkerRunner.Bench;

/// <summary>The middle of many figures, which a busy moment of the machine does not move.</summary>
internal static class Median
{
    public static double Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
