using WorkerRunner.Sandbox.Faults;

namespace WorkerRunner.Faults.Tests;

/// <summary>One way in which an answer goes wrong.</summary>
/// <param name="Name">What it is called; unique.</param>
/// <param name="Make">Makes the fault; the bag is shown every answer that it alters.</param>
public sealed record FaultCase(string Name, Func<Func<byte[], byte[]>, FaultKind> Make)
{
    /// <summary>Whether one more attempt is what it takes, and so what is expected of a runner.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether the request has had its effect before its answer is lost.</summary>
    public bool HandlesFirst { get; init; } = true;

    /// <summary>Whether it is about a coding of contents, which nobody asks a metadata service for.</summary>
    public bool IsCoding { get; init; }

    /// <summary>Whether the answer never ends.</summary>
    public bool Stalls { get; init; }

    public override string ToString() => Name;
}
