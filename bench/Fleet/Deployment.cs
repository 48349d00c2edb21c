namespace WorkerRunner.Fleet;

/// <summary>
/// A Taskcluster deployment as its clients see it: down for a while, then as fast as it is. What it cannot begin within
/// <see cref="Patience"/> seconds it refuses at once with 503, as a load balancer does. It may say with Retry-After when it is up again.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="load">Counts each request.</param>
/// <param name="upAt">Until then, in seconds, every request is refused.</param>
/// <param name="saysWhen">Whether it says so while it is down.</param>
/// <param name="capacity">Requests that it answers in a second.</param>
internal sealed class Deployment(VirtualTime time, Load load, double upAt, bool saysWhen, double capacity)
{
    private const double RoundTrip = 0.05;
    private const double Patience = 2;

    private double busyUntil;

    /// <summary>Sends a request; the answer comes later, and says whether it was carried out, and how long to wait if not, in seconds.</summary>
    public void Send(Action<bool, double?> answered)
    {
        load.Count(time.Now);
        var begins = Math.Max(time.Now, busyUntil);
        if (time.Now < upAt || begins - time.Now > Patience)
        {
            double? retryAfter = saysWhen && time.Now < upAt ? upAt - time.Now : null;
            time.After(RoundTrip, () => answered(false, retryAfter));
            return;
        }
        busyUntil = begins + 1 / capacity;
        time.After(busyUntil - time.Now + RoundTrip, () => answered(true, null));
    }
}
