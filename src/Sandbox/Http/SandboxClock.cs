namespace WorkerRunner.Sandbox.Http;

/// <summary>The server's clock: a time provider and how far the server is off it.</summary>
internal sealed class SandboxClock(TimeProvider time)
{
    private long skewTicks;

    /// <summary>The time that timers run on and requests are recorded by.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>How far the server's clock is ahead.</summary>
    public TimeSpan Skew
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref skewTicks));
        set => Interlocked.Exchange(ref skewTicks, value.Ticks);
    }

    /// <summary>What the server takes the time to be.</summary>
    public DateTimeOffset Now => Time.GetUtcNow() + Skew;
}
