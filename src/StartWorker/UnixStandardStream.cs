using System.Runtime.InteropServices;
using WorkerRunner.Machine;

namespace WorkerRunner.StartWorker;

/// <summary>
/// A standard stream of ours, for writing. .NET's own would set up the terminal first, which takes long, and which is not ours: nothing
/// is read from it. Like .NET's it waits for a reader that is behind even where the descriptor does not block, and takes a reader that
/// has gone for one that wants no more.
/// </summary>
internal sealed class UnixStandardStream(int descriptor) : WriteOnlyStream
{
    private const int Interrupted = 4; // EINTR
    private const int ReaderGone = 32; // EPIPE
    private const short PollOut = 4;

    // EAGAIN has another number on each kind of Unix.
    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>Whether a write of up to PIPE_BUF bytes finds room for them at once.</summary>
    public bool IsReady => Poll(timeout: 0) > 0;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteBytes(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == ReaderGone) return;
            // Whatever comes of the waiting, the next write tells.
            if (error == WouldBlock) Poll(timeout: -1);
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    private int Poll(int timeout)
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Events = PollOut };
        return Poll(ref wanted, 1, timeout);
    }

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteBytes(int descriptor, ref readonly byte bytes, nint count);

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int Poll(ref PollDescriptor descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
