namespace WorkerRunner.Faults.Tests;

/// <summary>What a worker in this process says: a stream whose reader blocks, and of which can be told whether it does.</summary>
internal sealed class WorkerOutput : Stream
{
    private readonly object gate = new();
    private readonly Queue<byte[]> said = new();
    private bool ended;
    private bool waited;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether its reader has read and dealt with everything.</summary>
    public bool IsDealtWith
    {
        get
        {
            lock (gate)
                return ended ? said.Count == 0 : waited;
        }
    }

    /// <summary>Says something.</summary>
    public void Say(byte[] bytes)
    {
        lock (gate)
        {
            said.Enqueue(bytes);
            waited = false;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Says no more.</summary>
    public void End()
    {
        lock (gate)
        {
            ended = true;
            Monitor.Pulse(gate);
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            while (said.Count == 0)
            {
                if (ended)
                    return 0;
                waited = true;
                Monitor.Wait(gate);
            }
            // The runner reads with buffers that are longer than any line here.
            var bytes = said.Dequeue();
            bytes.CopyTo(buffer, offset);
            return bytes.Length;
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
