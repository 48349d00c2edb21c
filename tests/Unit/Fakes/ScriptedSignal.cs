using WorkerRunner.Interruptions;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A signal that shows what a test tells it to, look by look.</summary>
internal sealed class ScriptedSignal(string name, Func<int, CancellationToken, Task<IReadOnlyList<Interruption>>> look) : IInterruptionSignal
{
    private int looks;

    public ScriptedSignal(string name, Func<int, IReadOnlyList<Interruption>> look)
        : this(name, (i, _) => Task.FromResult(look(i)))
    {
    }

    public int Looks => Volatile.Read(ref looks);

    public string Name => name;

    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(7);

    public async Task<IReadOnlyList<Interruption>> LookAsync(CancellationToken cancellationToken) =>
        await look(Interlocked.Increment(ref looks) - 1, cancellationToken);

    public static Interruption Event(string id, string kind = "spot") => new()
    {
        Provider = "test",
        Kind = kind,
        Action = "terminate",
        EventId = id,
        Raw = id,
    };
}

internal sealed class ScriptedSource(params IInterruptionSignal[] signals) : IInterruptionSource
{
    public string Provider => "test";

    public IReadOnlyList<IInterruptionSignal> Signals => signals;

    public Task AcknowledgeAsync(Interruption interruption, CancellationToken cancellationToken) => Task.CompletedTask;
}
