using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>How many lines of a worker get through Start-WorkerRunner in a real PowerShell, in thousands a second.</summary>
internal static class PowerShellLines
{
    private const double FewestUnseen = 450;
    private const double FewestShown = 100;
    private const int Lines = 1_000_000;
    private const int Runs = 3;

    /// <summary>Measures.</summary>
    /// <param name="pwsh">The path of PowerShell.</param>
    /// <param name="manifest">The path of the staged module's manifest.</param>
    /// <param name="place">Where workers are.</param>
    public static IEnumerable<Result> Measure(string pwsh, string manifest, Workplace place)
    {
        var log = place.PathOf("runner.log");
        yield return Measure("nobody looks", pwsh, manifest, place.Worker(WorkerWords.Lines, Lines).Config, "-InformationAction Ignore", FewestUnseen, place);
        yield return Measure("nobody looks, file", pwsh, manifest, place.Worker(WorkerWords.Lines, Lines, log: log).Config, "-InformationAction Ignore", FewestUnseen, place);
        yield return Measure("shown", pwsh, manifest, place.Worker(WorkerWords.Lines, Lines).Config, "", FewestShown, place);
        yield return Measure("6> file", pwsh, manifest, place.Worker(WorkerWords.Lines, Lines).Config, $"6> '{place.PathOf("six")}'", FewestShown, place);
    }

    private static Result Measure(string what, string pwsh, string manifest, string config, string how, double limit, Workplace place)
    {
        // The time of the run alone, as PowerShell's own start is not ours.
        var taken = place.PathOf("taken");
        var script = $"Import-Module '{manifest}'; $clock = [Diagnostics.Stopwatch]::StartNew(); $null = Start-WorkerRunner '{config}' {how}; [IO.File]::WriteAllText('{taken}', $clock.ElapsedMilliseconds)";
        var best = double.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            ChildProcess.Time(pwsh, "-NoProfile", "-NonInteractive", "-Command", script);
            best = Math.Min(best, double.Parse(File.ReadAllText(taken), CultureInfo.InvariantCulture));
        }
        return new Result($"PowerShell, {what}", Lines / best, limit, IsFloor: true, string.Create(CultureInfo.InvariantCulture, $"thousand lines a second; {best / 1000:0.00} s"));
    }
}
