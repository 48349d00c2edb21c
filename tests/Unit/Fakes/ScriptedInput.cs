using System.Collections.Concurrent;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A stream that gives the blocks it is told to, one a read, and blocks in between, as a pipe does.</summary>
internal sealed class ScriptedInput : ReadOnlyStream
{
    private readonly BlockingCollection<byte[]> blocks = [];
    private byte[] current = [];
    private int taken;

    public IOException? Failure { get; set; }

    public bool IsClosed { get; private set; }

    public void Add(byte[] block) => blocks.Add(block);

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
