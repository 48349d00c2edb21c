namespace WorkerRunner.Sandbox.Faults;

/// <summary>The faults of a sandbox. A request is struck by the first one that fits and is not spent. Thread-safe.</summary>
public sealed class FaultList
{
    private readonly Lock gate = new();
    private readonly List<Fault> faults = [];

    /// <summary>The faults as they are now; those that are spent too.</summary>
    public IReadOnlyList<Fault> Snapshot()
    {
        lock (gate)
            return faults.ToArray();
    }

    /// <summary>Adds a fault behind the others.</summary>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (gate)
            faults.Add(fault);
    }

    /// <summary>Takes a fault away; one that is not there is ignored.</summary>
    public void Remove(Fault fault)
    {
        lock (gate)
            faults.Remove(fault);
    }

    /// <summary>Takes all faults away.</summary>
    public void Clear()
    {
        lock (gate)
            faults.Clear();
    }

    /// <summary>The kind of fault that strikes this request, or null.</summary>
    internal FaultKind? Strike(string service, string method, string target)
    {
        lock (gate)
            return faults.FirstOrDefault(fault => fault.Strikes(service, method, target))?.Kind;
    }
}
