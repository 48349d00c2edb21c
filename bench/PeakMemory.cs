using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>
/// A program's peak memory, by GNU time. We cannot read it ourselves: Linux counts into a child's ru_maxrss what its parent had at the
/// moment of the exec, so the child of a program as large as we are seems at least as large. GNU time is small.
/// </summary>
internal static class PeakMemory
{
    private const string GnuTime = "/usr/bin/time";
    private const int Runs = 5;

    /// <summary>The median of several runs, in KiB.</summary>
    public static double Of(Workplace place, string program, params string[] arguments) =>
        Median.Of(Enumerable.Range(0, Runs).Select(_ => Once(place, program, arguments)));

    private static double Once(Workplace place, string program, string[] arguments)
    {
        if (!File.Exists(GnuTime)) throw new BenchException($"{GnuTime} is not there; it is GNU time, usually the package \"time\".");
        var file = place.PathOf("peak");
        ChildProcess.Time(GnuTime, ["-f", "%M", "-o", file, program, .. arguments]);
        return double.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
    }
}
