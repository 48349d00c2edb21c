namespace WorkerRunner.Session;

/// <summary>Keeps the first cause of a worker's end: what comes later changes nothing of it, nor does anything once the worker has ended.</summary>
/// <param name="exited">Completes when the worker has ended.</param>
internal sealed class Ending(Task exited)
{
    private int cause;
    private int removalIsClaimed;

    /// <summary>The first cause; <see cref="EndCause.None"/> while the worker runs and nothing ends it.</summary>
    public EndCause Cause
    {
        get
        {
            if (exited.IsCompleted) Record(EndCause.ByItself);
            return (EndCause)Volatile.Read(ref cause);
        }
    }

    /// <summary>Names a cause; it counts where it is the first one and the worker still runs.</summary>
    public void Record(EndCause candidate) =>
        Interlocked.CompareExchange(ref cause, (int)(exited.IsCompleted ? EndCause.ByItself : candidate), (int)EndCause.None);

    /// <summary>An instance is removed once.</summary>
    /// <returns>Whether the caller is to remove it.</returns>
    public bool ClaimRemoval() => Interlocked.Exchange(ref removalIsClaimed, 1) == 0;
}
