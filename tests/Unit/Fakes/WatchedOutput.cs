using System.Text;
using System.Threading.Channels;
using WorkerRunner.Machine;

namespace WorkerRunner.Tests.Fakes;

/// <summary>A stream whose writes a test sees one by one, and can hold up or break.</summary>
internal sealed class WatchedOutput : WriteOnlyStream
{
    private readonly Channel<byte[]> writes = Channel.CreateUnbounded<byte[]>();
    private readonly ManualResetEventSlim open = new(initialState: true);
    private readonly SemaphoreSlim stuck = new(0);
    private int held;

    public Exception? Failure { get; set; }

    /// <summary>From now on a write waits, as into a full pipe that nobody reads.</summary>
    public void Hold() => open.Reset();

    public void Release() => open.Set();

    /// <summary>How many writes wait.</summary>
    public int Held => Volatile.Read(ref held);

    /// <summary>Waits until a write waits.</summary>
    public Task StuckAsync() => stuck.WaitAsync(Test.Token).Soon();

    /// <summary>The next write, as text.</summary>
    public async Task<string> NextAsync() => Encoding.UTF8.GetString(await NextBytesAsync());

    public Task<byte[]> NextBytesAsync() => writes.Reader.ReadAsync(Test.Token).AsTask().Soon();

    /// <summary>Whether all that was written has been looked at.</summary>
    public bool IsDrained => !writes.Reader.TryPeek(out _);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!open.IsSet)
        {
            Interlocked.Increment(ref held);
            stuck.Release();
            open.Wait();
            Interlocked.Decrement(ref held);
        }
        if (Failure is not null) throw Failure;
        writes.Writer.TryWrite(buffer.AsSpan(offset, count).ToArray());
    }
}
