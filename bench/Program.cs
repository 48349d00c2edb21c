using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>Measures start-worker against its limits, on this machine, in one run.</summary>
internal static class Program
{
    private const int LimitMissed = 1;
    private const int BadUsage = 2;
    private static readonly TimeSpan SoakLength = TimeSpan.FromMinutes(20);

    private delegate IEnumerable<Result> Measure(Programs programs, Workplace place);

    private static int Main(string[] args)
    {
        try
        {
            if (args is ["powershell", var pwsh]) return Report(place => PowerShellLines.Measure(Path.GetFullPath(pwsh), Programs.Manifest, place));
            var (measures, paths) = Choose(args);
            var programs = Programs.From(paths);
            return Report(place => measures.SelectMany(m => m(programs, place)));
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine(e.Message);
            return BadUsage;
        }
    }

    /// <summary>What the first words ask for, and the words after them.</summary>
    private static (Measure[] Measures, string[] Programs) Choose(string[] args) => args switch
    {
        ["rest", .. var rest] => ([AtRest.Measure], rest),
        ["farm", .. var rest] => ([Farm.Measure], rest),
        ["lines", .. var rest] => ([Start.Measure, Throughput.Measure, MemoryGrowth.Measure], rest),
        ["soak", var minutes, .. var rest] when int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var length) =>
            ([(p, w) => Soak.Measure(p, w, TimeSpan.FromMinutes(length))], rest),
        ["soak", .. var rest] => ([(p, w) => Soak.Measure(p, w, SoakLength)], rest),
        _ => ([FileSize.Measure, Start.Measure, Throughput.Measure, MemoryGrowth.Measure, SlowReader.Measure, Clouds.Measure, AtRest.Measure, Farm.Measure], args),
    };

    private static int Report(Func<Workplace, IEnumerable<Result>> measure)
    {
        using var place = new Workplace();
        var results = new List<Result>();
        foreach (var result in measure(place))
        {
            Console.WriteLine(result);
            results.Add(result);
        }
        return results.TrueForAll(r => r.IsMet) ? 0 : LimitMissed;
    }
}
