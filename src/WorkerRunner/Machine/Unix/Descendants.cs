using System.Globalization;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// What a process started, directly or not, as far as the parents still run: in groups and sessions of their own too. Only Linux tells
/// (proc(5)); elsewhere a process's group is all that is found.
/// </summary>
internal static class Descendants
{
    // Who starts processes faster than they can be stopped is not to be had by this way.
    private const int MostRounds = 10;

    /// <summary>Stops the process and all below it (SIGSTOP), so that nothing is started while it is looked for.</summary>
    /// <returns>Those below it.</returns>
    public static IReadOnlyCollection<int> Freeze(int root)
    {
        if (!OperatingSystem.IsLinux()) return [];
        var frozen = new HashSet<int>();
        LibC.SendSignal(-root, LibC.SigStop);
        for (var round = 0; round < MostRounds; round++)
        {
            var found = ProcessTree.Below(Parents(), root);
            found.ExceptWith(frozen);
            if (found.Count == 0) break;
            foreach (var process in found) LibC.SendSignal(process, LibC.SigStop);
            frozen.UnionWith(found);
        }
        return frozen;
    }

    /// <summary>
    /// Whether a process of the group runs. One that has ended counts as long as nobody has asked for its exit code, and in a container without
    /// an init nobody does; that is told apart here.
    /// </summary>
    public static bool HasMember(int group)
    {
        if (!LibC.SendSignal(-group, signal: 0)) return false;
        if (!OperatingSystem.IsLinux()) return true;
        foreach (var process in All())
            if (process.Group == group && !process.HasEnded) return true;
        return false;
    }

    private static Dictionary<int, int> Parents()
    {
        var parents = new Dictionary<int, int>();
        foreach (var process in All()) parents[process.Id] = process.Parent;
        return parents;
    }

    private static IEnumerable<Entry> All()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && Fields(folder) is { } fields)
                yield return new Entry(process, Number(fields[1]), Number(fields[2]), fields[0] is "Z" or "X");
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);

    /// <summary>The fields of stat from the third on; the second one, the name, may hold anything, brackets too.</summary>
    private static string[]? Fields(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return stat.Substring(stat.LastIndexOf(')') + 2).Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended meanwhile.
        }
    }

    private sealed class Entry(int id, int parent, int group, bool hasEnded)
    {
        public int Id => id;

        public int Parent => parent;

        public int Group => group;

        public bool HasEnded => hasEnded;
    }
}
