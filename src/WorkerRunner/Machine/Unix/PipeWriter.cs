using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Where a process reads. A write blocks while it does not.</summary>
internal sealed class PipeWriter(PipeEnd target) : WriteOnlyStream
{
    public override unsafe void Write(byte[] buffer, int offset, int count)
    {
        while (count > 0)
        {
            nint written;
            fixed (byte* start = &buffer[offset]) written = LibC.WriteBytes(target, start, count);
            if (written >= 0)
            {
                offset += (int)written;
                count -= (int)written;
                continue;
            }
            var error = Marshal.GetLastWin32Error();
            if (error != LibC.Interrupted) throw new IOException($"{new Win32Exception(error).Message}.");
        }
    }

    protected override void Dispose(bool disposing)
    {
        target.Dispose();
        base.Dispose(disposing);
    }
}
