using System.Collections.Concurrent;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A stream that gives the blocks it is told to, one a read, and blocks in between, as a pipe does.</summary>
internal sealed class ScriptedInput : ReadOnlyStream
{
    private readonly BlockingCollection<byte[]> blocks = [];
    private byte[] current = [];
    private int taken;
    private int added;
    private int asked;
    private int awaited = -1;
    private volatile Thread? reader;

    public IOException? Failure { get; set; }

    public bool IsClosed { get; private set; }

    /// <summary>Whether its reader has dealt with all that there is: waits for more, or is gone.</summary>
    public bool IsAwaited => reader is { } thread && (!thread.IsAlive || (!blocks.IsAddingCompleted && Volatile.Read(ref awaited) == Volatile.Read(ref added)));

    public void Add(byte[] block)
    {
        Interlocked.Increment(ref added);
        blocks.Add(block);
    }

    public void End()
    {
        if (!blocks.IsAddingCompleted) blocks.CompleteAdding();
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        End();
        base.Dispose(disposing);
    }

    protected override int Take(Span<byte> buffer)
    {
        if (taken == current.Length)
        {
            reader = Thread.CurrentThread;
            Volatile.Write(ref awaited, asked++);
            if (!blocks.TryTake(out var next, Timeout.Infinite)) return Failure is null ? 0 : throw Failure;
            current = next;
            taken = 0;
        }

        var count = Math.Min(buffer.Length, current.Length - taken);
        current.AsSpan(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }
}
