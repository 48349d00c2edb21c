using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>start-worker is one file of limited size; the debug file beside it does not count.</summary>
internal static class FileSize
{
    private const double LargestMiB = 8;

    public static IEnumerable<Result> Measure(Programs programs, Workplace place)
    {
        var bytes = new FileInfo(programs.StartWorker).Length;
        yield return new Result(
            "file size in MiB", bytes / 1024.0 / 1024, LargestMiB, IsFloor: false, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"));
    }
}
