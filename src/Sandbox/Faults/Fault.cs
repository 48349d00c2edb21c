namespace WorkerRunner.Sandbox.Faults;

/// <summary>Something to go wrong on purpose.</summary>
public sealed class Fault
{
    private int applied;

    /// <summary>What people call it, for example register:503*2; empty where nobody will see it.</summary>
    public string Name { get; init; } = "";

    /// <summary>The service it strikes, one of <see cref="ServiceName"/>; null for all.</summary>
    public string? Service { get; init; }

    /// <summary>The method it strikes, in any case; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>A piece of the raw request target that it strikes, as on the wire; empty for all.</summary>
    public string PathContains { get; init; } = "";

    /// <summary>How many requests it strikes before it is spent; null for all of them.</summary>
    public int? Times { get; init; }

    /// <summary>How many requests it strikes yet; null for all of them.</summary>
    internal int? Left => Times is { } times ? Math.Max(0, times - Volatile.Read(ref applied)) : null;

    /// <summary>What happens to the request.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Whether it strikes this request; each yes uses up one of <see cref="Times"/>.</summary>
    internal bool Strikes(string service, string method, string target)
    {
        if (Service is not null && Service != service)
            return false;
        if (Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            return false;
        if (!target.Contains(PathContains, StringComparison.Ordinal))
            return false;
        return Times is null || Interlocked.Increment(ref applied) <= Times;
    }
}
