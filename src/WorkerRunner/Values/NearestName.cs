namespace WorkerRunner.Values;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>
    /// <c> Did you mean "x"?</c> with the nearest of <paramref name="known"/>, or an empty text where none is near
    /// (more than a quarter of its letters differ).
    /// </summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var nearest = Find(name, known);
        return nearest is null ? "" : $" Did you mean \"{nearest}\"?";
    }

    public static string? Find(string name, IEnumerable<string> known)
    {
        var candidates = known
            .Select(k => (Name: k, Distance: Distance(name.ToUpperInvariant(), k.ToUpperInvariant())))
            .OrderBy(c => c.Distance)
            .ToList();
        if (candidates.Count == 0) return null;
        var best = candidates[0];
        return best.Distance <= Math.Max(1, Math.Max(name.Length, best.Name.Length) / 4) ? best.Name : null;
    }

    /// <summary>Levenshtein's distance: insertions, deletions and replacements of one letter.</summary>
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replace, Math.Min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.Length];
    }
}
