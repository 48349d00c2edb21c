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
        if (!LibC.IsLinux) return [];
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

    private static Dictionary<int, int> Parents()
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && ParentOf(folder) is { } parent)
                parents[process] = parent;
        return parents;
    }

    /// <summary>The fourth field of stat; the second one, the name, may hold anything, brackets too.</summary>
    private static int? ParentOf(string folder)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = stat.Substring(stat.LastIndexOf(')') + 2).Split(' ');
            return int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended meanwhile.
        }
    }
}
