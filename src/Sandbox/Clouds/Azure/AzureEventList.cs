namespace WorkerRunner.Sandbox.Clouds.Azure;

/// <summary>The scheduled events; every change makes the next incarnation of the document. Thread-safe.</summary>
internal sealed class AzureEventList
{
    private readonly Lock gate = new();
    private readonly List<AzureEvent> events = [];
    private int incarnation = 1;

    /// <summary>The document's number, and the events in it.</summary>
    public (int Incarnation, IReadOnlyList<AzureEvent> Events) Snapshot()
    {
        lock (gate)
            return (incarnation, events.ToArray());
    }

    /// <summary>Adds an event, or replaces the one of the same ID.</summary>
    public void Set(AzureEvent scheduled)
    {
        lock (gate)
        {
            events.RemoveAll(known => known.EventId == scheduled.EventId);
            events.Add(scheduled);
            incarnation++;
        }
    }

    /// <summary>Lets an event begin; false when there is none of this ID.</summary>
    public bool Start(string eventId)
    {
        lock (gate)
        {
            var at = events.FindIndex(known => known.EventId == eventId);
            if (at < 0)
                return false;
            events[at] = events[at] with { EventStatus = "Started", NotBefore = null };
            incarnation++;
            return true;
        }
    }

    /// <summary>Takes the events away that fit.</summary>
    public void Remove(Predicate<AzureEvent> fits)
    {
        lock (gate)
        {
            if (events.RemoveAll(fits) > 0)
                incarnation++;
        }
    }
}
