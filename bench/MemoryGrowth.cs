using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>Peak memory does not grow with what a worker says.</summary>
internal static class MemoryGrowth
{
    private const double MostMiB = 4;

    // So many that the collector's first generation has been full once: what it takes up to then is no growth.
    private const int Few = 250_000;
    private const int Times = 10;

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        foreach (var words in new[] { WorkerWords.Lines, WorkerWords.Messages })
        {
            var few = PeakMemory.Of(place, programs.StartWorker, place.Worker(words, Few).Config);
            var many = PeakMemory.Of(place, programs.StartWorker, place.Worker(words, Few * Times).Config);
            yield return new Result(
                $"growth in MiB, {Times} times the {(words == WorkerWords.Lines ? "lines" : "messages")}", (many - few) / 1024, MostMiB, IsFloor: false,
                string.Create(CultureInfo.InvariantCulture, $"{few} KiB, then {many} KiB"));
        }
    }
}
