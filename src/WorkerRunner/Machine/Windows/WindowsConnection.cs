using System.Globalization;
using System.IO.Pipes;

namespace WorkerRunner.Machine.Windows;

/// <summary>One end of a connected pipe. A read that is not waited for any longer goes on, and is the next one.</summary>
/// <param name="stream">The pipe.</param>
/// <param name="process">Whose the other end is.</param>
internal sealed class WindowsConnection(PipeStream stream, int process) : ILocalConnection
{
    private const int BlockSize = 4096;

    private readonly byte[] block = new byte[BlockSize];
    private Task<int>? reading;
    private int start;
    private int end;

    public string Peer => string.Format(CultureInfo.InvariantCulture, "process {0}", process);

    public bool HasLeft
    {
        get
        {
            if (start < end) return false;
            reading ??= stream.ReadAsync(block, 0, BlockSize);
            return reading.IsFaulted || (reading.IsCompleted && reading.Result == 0);
        }
    }

    public bool HasMoreWithin(TimeSpan limit)
    {
        if (start < end) return true;
        reading ??= stream.ReadAsync(block, 0, BlockSize);
        return Task.WhenAny(reading, Task.Delay(limit)).GetAwaiter().GetResult() == reading;
    }

    public int Read(byte[] buffer, int offset, int count, TimeSpan limit)
    {
        if (start == end)
        {
            reading ??= stream.ReadAsync(block, 0, BlockSize);
            Await(reading, limit);
            (start, end) = (0, reading.Result);
            // Where nothing more comes, that stays so.
            if (end > 0) reading = null;
        }
        var length = Math.Min(count, end - start);
        Array.Copy(block, start, buffer, offset, length);
        start += length;
        return length;
    }

    public void Write(byte[] bytes, int count, TimeSpan limit) => Await(stream.WriteAsync(bytes, 0, count), limit);

    public void Dispose() => stream.Dispose();

    private static void Await(Task task, TimeSpan limit)
    {
        // Its exception is thrown as it is.
        if (Task.WhenAny(task, Task.Delay(limit)).GetAwaiter().GetResult() != task) throw new TimeoutException("Nobody is at the other end of the pipe in time.");
        task.GetAwaiter().GetResult();
    }
}
