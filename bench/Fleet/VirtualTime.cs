namespace WorkerRunner.Fleet;

/// <summary>A clock that jumps from one event to the next: hours of a fleet pass in a moment, the same way each time.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (double At, long Order)> events = new();
    private long order;

    /// <summary>Seconds since the scenario began.</summary>
    public double Now { get; private set; }

    /// <summary>Has something happen after <paramref name="seconds"/>; what is due at one time happens in the order in which it was asked for.</summary>
    public void After(double seconds, Action action) => events.Enqueue(action, (Now + seconds, order++));

    /// <summary>Lets everything happen that is due until then.</summary>
    public void RunUntil(double end)
    {
        while (events.TryPeek(out _, out var next) && next.At <= end)
        {
            var action = events.Dequeue();
            Now = next.At;
            action();
        }
        Now = end;
    }
}
