using System.Runtime.InteropServices;
using WorkerRunner.Machine;
using WorkerRunner.Machine.Unix;

namespace WorkerRunner.StartWorker;

/// <summary>
/// A standard stream of ours, for writing. .NET's own would set up the terminal first, which takes long, and which is not ours: nothing
/// is read from it. Like .NET's it waits for a reader that is behind even where the descriptor does not block, and takes a reader that
/// has gone for one that wants no more.
/// </summary>
internal sealed class UnixStandardStream(int descriptor) : WriteOnlyStream
{
    private const int ReaderGone = 32; // EPIPE

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
            if (error == LibC.WouldBlock) Poll(timeout: -1);
            else if (error != LibC.Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    private int Poll(int timeout) => LibC.Poll([new LibC.PollDescriptor { Descriptor = descriptor, Events = LibC.PollOut }], 1, timeout);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteBytes(int descriptor, ref readonly byte bytes, nint count);
}
