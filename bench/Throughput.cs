using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>How fast the words of a worker get through start-worker to a file, against GNU sed on the same worker.</summary>
internal static class Throughput
{
    private const double SlowestLines = 0.5;
    private const double SlowestMessages = 0.2;
    private const int Lines = 1_000_000;
    private const int ManySecrets = 50;
    private const int Runs = 5;

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        var sed = place.Worker(WorkerWords.Lines, Lines);
        yield return Measure("lines : sed", programs, place, sed, sed, SlowestLines);
        yield return Measure("lines, 50 secrets : sed", programs, place, sed, place.Worker(WorkerWords.Lines, Lines, ManySecrets), SlowestLines);
        yield return Measure("lines, metrics : sed", programs, place, sed, place.Worker(WorkerWords.Lines, Lines, hasMetrics: true), SlowestLines);
        yield return Measure("log messages : sed", programs, place, sed, place.Worker(WorkerWords.Messages, Lines), SlowestMessages);
    }

    private static Result Measure(string what, Programs programs, Workplace place, Worker forSed, Worker ours, double limit)
    {
        var output = place.PathOf("output");
        var sed = double.MaxValue;
        var startWorker = double.MaxValue;
        // By turns, and the best of each: a busy machine only ever makes a run slower.
        for (var run = 0; run < Runs; run++)
        {
            sed = Math.Min(sed, ChildProcess.Time(
                "/bin/sh", "-c", "\"$0\" | sed 's|^|2026/11/23 15:29:30 |' > \"$1\"", forSed.Script, output).TotalSeconds);
            startWorker = Math.Min(startWorker, ChildProcess.Time(
                "/bin/sh", "-c", "exec \"$0\" \"$1\" 2> \"$2\"", programs.StartWorker, ours.Config, output).TotalSeconds);
        }
        return new Result(what, sed / startWorker, limit, IsFloor: true, string.Create(
            CultureInfo.InvariantCulture, $"{Lines / startWorker / 1e6:0.00} : {Lines / sed / 1e6:0.00} million a second"));
    }
}
