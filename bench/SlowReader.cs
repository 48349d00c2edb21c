using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace WorkerRunner.Bench;

/// <summary>A reader of the log that is slower than the worker gets every line, in order.</summary>
internal static class SlowReader
{
    private const int Lines = 200_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        var info = new ProcessStartInfo(programs.StartWorker, [place.Worker(WorkerWords.Lines, Lines).Config]) { RedirectStandardError = true };
        using var process = Process.Start(info) ?? throw new BenchException($"{programs.StartWorker} could not be started.");
        var next = 0;
        using (var reader = new StreamReader(new PausingStream(process.StandardError.BaseStream, Pause), Encoding.UTF8))
            while (reader.ReadLine() is { } line)
                if (line.EndsWith(WorkerWords.Line(next), StringComparison.Ordinal)) next++;
        process.WaitForExit();
        yield return new Result(
            "lines lost to a slow reader", Lines - next, 0, IsFloor: false, string.Create(CultureInfo.InvariantCulture, $"of {Lines}"));
    }
}
