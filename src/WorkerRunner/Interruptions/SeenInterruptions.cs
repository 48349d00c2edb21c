namespace WorkerRunner.Interruptions;

/// <summary>Remembers which interruptions were reported, so that each is reported once; only the newest, so that a long watch does not grow.</summary>
internal sealed class SeenInterruptions
{
    private const int Remembered = 1000;

    private readonly object gate = new();
    private readonly HashSet<(string Kind, string EventId)> seen = [];
    private readonly Queue<(string Kind, string EventId)> order = new();

    /// <returns>Whether it is new.</returns>
    public bool Add(Interruption interruption)
    {
        var key = (interruption.Kind, interruption.EventId);
        lock (gate)
        {
            if (!seen.Add(key)) return false;
            order.Enqueue(key);
            if (order.Count > Remembered) seen.Remove(order.Dequeue());
            return true;
        }
    }
}
