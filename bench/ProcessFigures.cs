using System.Globalization;

namespace WorkerRunner.Bench;

/// <summary>What a live process costs its machine, as Linux counts it.</summary>
/// <param name="Switches">How often each of its threads, by its ID, gave a processor away or lost it so far.</param>
/// <param name="ResidentKiB">Its memory in RAM.</param>
/// <param name="Descriptors">Its open files, sockets and pipes.</param>
internal sealed record ProcessFigures(IReadOnlyDictionary<string, long> Switches, long ResidentKiB, int Descriptors)
{
    /// <summary>Its threads.</summary>
    public int Threads => Switches.Count;

    /// <summary>The figures now.</summary>
    public static ProcessFigures Of(int processId)
    {
        var process = $"/proc/{processId}";
        var status = File.ReadAllLines($"{process}/status");
        var threads = Directory.GetDirectories($"{process}/task");
        return new ProcessFigures(
            threads.ToDictionary(t => t, SwitchesOf),
            Number(status, "VmRSS:"),
            Directory.GetFileSystemEntries($"{process}/fd").Length);
    }

    /// <summary>How often its threads gave a processor away or lost it since then; those of threads that ended meanwhile are not known.</summary>
    public long SwitchesSince(ProcessFigures earlier) => Switches.Sum(t => t.Value - earlier.Switches.GetValueOrDefault(t.Key));

    // A thread may end between the listing and the reading.
    private static long SwitchesOf(string thread)
    {
        try
        {
            var status = File.ReadAllLines($"{thread}/status");
            return Number(status, "voluntary_ctxt_switches:") + Number(status, "nonvoluntary_ctxt_switches:");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static long Number(IEnumerable<string> status, string name) => long.Parse(
        status.First(l => l.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}
