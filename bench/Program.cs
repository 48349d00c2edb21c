namespace WorkerRunner.Bench;

/// <summary>Measures start-worker against its limits, on this machine, in one run.</summary>
internal static class Program
{
    private const int LimitMissed = 1;
    private const int BadUsage = 2;

    private static int Main(string[] args)
    {
        try
        {
            var programs = Programs.From(args);
            using var place = new Workplace();
            var results = new List<Result>();
            foreach (var measure in new Func<Programs, Workplace, IEnumerable<Result>>[]
            {
                AtRest.Measure,
            })
            {
                foreach (var result in measure(programs, place))
                {
                    Console.WriteLine(result);
                    results.Add(result);
                }
            }
            return results.TrueForAll(r => r.IsMet) ? 0 : LimitMissed;
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine(e.Message);
            return BadUsage;
        }
    }
}
