using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// What a process says. Unlike a file stream it can be closed while it is read: the reading ends then, and whoever still writes is told by
/// the system that nobody reads (SIGPIPE).
/// </summary>
internal sealed class PipeReader : Stream
{
    private readonly PipeEnd source;
    private readonly PipeEnd wake;
    private readonly PipeEnd waker;
    private readonly LibC.PollDescriptor[] waited;

    /// <param name="source">The pipe; it is closed with this.</param>
    /// <exception cref="Win32Exception">The system has no pipe for us.</exception>
    public PipeReader(PipeEnd source)
    {
        this.source = source;
        (wake, waker) = PipeEnd.Pair();
        waited = [new() { Descriptor = source.Descriptor, Events = LibC.PollIn }, new() { Descriptor = wake.Descriptor, Events = LibC.PollIn }];
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <returns>0 where nobody writes any more, or this was closed.</returns>
    public override unsafe int Read(byte[] buffer, int offset, int count)
    {
        while (IsThereMore())
        {
            nint read;
            fixed (byte* start = &buffer[offset]) read = LibC.ReadBytes(source, start, count);
            if (read >= 0) return (int)read;
            var error = Marshal.GetLastWin32Error();
            if (error != LibC.Interrupted) throw new IOException($"Reading from the process failed: {new Win32Exception(error).Message}.");
        }
        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // Its end is an event for whoever waits at the other one.
        waker.Dispose();
        wake.Dispose();
        source.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Waits until there is something to read, or the end; false where this was closed.</summary>
    private bool IsThereMore()
    {
        var (sourceKept, wakeKept) = (false, false);
        try
        {
            source.DangerousAddRef(ref sourceKept);
            wake.DangerousAddRef(ref wakeKept);
            while (LibC.Poll(waited, (nuint)waited.Length, timeout: -1) < 0)
            {
                var error = Marshal.GetLastWin32Error();
                if (error != LibC.Interrupted) throw new IOException($"Waiting for the process failed: {new Win32Exception(error).Message}.");
            }
            return waited[1].Returned == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (sourceKept) source.DangerousRelease();
            if (wakeKept) wake.DangerousRelease();
        }
    }
}
