namespace WorkerRunner.Fleet;

/// <summary>
/// A Taskcluster deployment as its clients see it: down for a while, then as fast as it is. What it cannot begin within
/// <see cref="Patience"/> seconds it refuses at once with 503, as a load balancer does.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="load">Counts each request.</param>
/// <param name="upAt">Until then, in seconds, every request is refused.</param>
/// <param name="capacity">Requests that it answers in a second.</param>
internal sealed class Deployment(VirtualTime time, Load load, double upAt, double capacity)
{
    private const double RoundTrip = 0.05;
    private const double Patience = 2;

    private double busyUntil;

    /// <summary>Sends a request; the answer comes later, and says whether it was carried out.</summary>
    public void Send(Action<bool> answered)
    {
        load.Count(time.Now);
        var begins = Math.Max(time.Now, busyUntil);
        if (time.Now < upAt || begins - time.Now > Patience)
        {
            time.After(RoundTrip, () => answered(false));
            return;
        }
        busyUntil = begins + 1 / capacity;
        time.After(busyUntil - time.Now + RoundTrip, () => answered(true));
    }
}
