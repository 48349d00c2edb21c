namespace WorkerRunner.Bench;

/// <summary>Measures start-worker against its limits, on this machine, in one run.</summary>
internal static class Program
{
    private const int LimitMissed = 1;
    private const int BadUsage = 2;
    private static readonly TimeSpan SoakLength = TimeSpan.FromMinutes(20);

    private static int Main(string[] args)
    {
        try
        {
            if (args is ["powershell", var pwsh]) return Report(place => PowerShellLines.Measure(Path.GetFullPath(pwsh), Programs.Manifest, place));
            var soak = args is ["soak", ..];
            var programs = Programs.From(soak ? args[1..] : args);
            Func<Programs, Workplace, IEnumerable<Result>>[] measures = soak
                ? [(p, w) => Soak.Measure(p, w, SoakLength)]
                : [FileSize.Measure, Start.Measure, Throughput.Measure, MemoryGrowth.Measure, SlowReader.Measure, Clouds.Measure, AtRest.Measure];
            return Report(place => measures.SelectMany(m => m(programs, place)));
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine(e.Message);
            return BadUsage;
        }
    }

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
