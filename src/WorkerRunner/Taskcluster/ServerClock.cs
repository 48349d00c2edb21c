namespace WorkerRunner.Taskcluster;

/// <summary>
/// The deployment's clock. Fresh virtual machines often have a wrong one, and the services refuse requests signed more than 15 minutes
/// off; their answers' Date header then tells by how much.
/// </summary>
public sealed class ServerClock(TimeProvider time)
{
    private long offsetTicks;

    /// <summary>How much the server's clock is ahead of ours; zero until it is known to differ.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref offsetTicks));

    /// <summary>The time by the server's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow() + Offset;

    /// <summary>Learns from a Date header.</summary>
    internal void Correct(DateTimeOffset serverNow) => Interlocked.Exchange(ref offsetTicks, (serverNow - time.GetUtcNow()).Ticks);
}
