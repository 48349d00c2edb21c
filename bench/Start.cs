using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>Start time and peak memory with the dummy worker, against a program that does nothing.</summary>
internal static class Start
{
    private const double LongestTime = 1.5;
    private const double LargestMemory = 2.5;
    private const int Runs = 400;

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        var config = place.DummyConfig();
        List<double> hello = [];
        List<double> startWorker = [];
        // By turns, so that a busy moment of the machine meets both.
        for (var run = 0; run < Runs; run++)
        {
            hello.Add(ChildProcess.Time(programs.Hello).TotalMilliseconds);
            startWorker.Add(ChildProcess.Time(programs.StartWorker, config).TotalMilliseconds);
        }
        yield return Ratio("start time : hello world", Median.Of(startWorker), Median.Of(hello), LongestTime, "ms");
        yield return Ratio(
            "start peak memory : hello world", PeakMemory.Of(place, programs.StartWorker, config), PeakMemory.Of(place, programs.Hello), LargestMemory, "KiB");
    }

    private static Result Ratio(string what, double ours, double hello, double limit, string unit) => new(
        what, ours / hello, limit, IsFloor: false, string.Create(CultureInfo.InvariantCulture, $"{ours:0.##} {unit} : {hello:0.##} {unit}"));
}
