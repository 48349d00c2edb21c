using System.ComponentModel;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Our end of a pipe; the system closes it in programs that we start.</summary>
internal sealed class PipeEnd : SafeHandle
{
    private static readonly IntPtr None = new(-1);

    public PipeEnd(int descriptor)
        : base(None, ownsHandle: true) => SetHandle(new IntPtr(descriptor));

    public override bool IsInvalid => handle == None;

    /// <summary>Its number, which is good as long as this is not disposed of.</summary>
    public int Descriptor => (int)handle;

    /// <summary>A new pipe.</summary>
    /// <exception cref="Win32Exception">The system has none for us.</exception>
    public static (PipeEnd Read, PipeEnd Write) Pair()
    {
        var ends = new int[2];
        if (LibC.Pipe(ends) != 0) throw new Win32Exception(Marshal.GetLastWin32Error());
        return (new PipeEnd(ends[0]), new PipeEnd(ends[1]));
    }

    protected override bool ReleaseHandle() => LibC.CloseDescriptor((int)handle) == 0;
}
