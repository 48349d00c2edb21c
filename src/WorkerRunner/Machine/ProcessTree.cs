using System.ComponentModel;

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

    /// <summary>Kills processes; one that cannot be killed keeps no other alive.</summary>
    /// <param name="processes">Their IDs.</param>
    /// <param name="kill">Kills one.</param>
    /// <exception cref="Win32Exception">The system refused to kill one of them.</exception>
    public static void KillAll(IEnumerable<int> processes, Action<int> kill)
    {
        Win32Exception? refusal = null;
        foreach (var process in processes)
        {
            try
            {
                kill(process);
            }
            catch (Win32Exception e)
            {
                refusal ??= e;
            }
        }
        if (refusal is not null) throw refusal;
    }
}
