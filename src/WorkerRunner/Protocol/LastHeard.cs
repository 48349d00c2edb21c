namespace WorkerRunner.Protocol;

/// <summary>When a worker said something last: output, a message, or a line on stderr.</summary>
internal sealed class LastHeard(TimeProvider time)
{
    private long heardAt = time.GetTimestamp();

    /// <summary>How long it has said nothing.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref heardAt));

    public void Now() => Interlocked.Exchange(ref heardAt, time.GetTimestamp());
}
