namespace WorkerRunner.Machine;

/// <summary>Who started whom.</summary>
internal static class ProcessTree
{
    /// <summary>The processes below one, without itself.</summary>
    /// <param name="parents">Each process and its parent, by their IDs.</param>
    /// <param name="root">The process.</param>
    public static HashSet<int> Below(IReadOnlyDictionary<int, int> parents, int root)
    {
        var family = new HashSet<int> { root };
        bool grew;
        do
        {
            grew = false;
            foreach (var process in parents)
                if (family.Contains(process.Value) && family.Add(process.Key)) grew = true;
        }
        while (grew);
        family.Remove(root);
        return family;
    }
}
