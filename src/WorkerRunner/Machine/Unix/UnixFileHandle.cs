using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Unix;

/// <summary>A file descriptor; the framework's own class for it knows, on Mono, only those that it opened itself.</summary>
internal sealed class UnixFileHandle : SafeHandleMinusOneIsInvalid
{
    public UnixFileHandle(int descriptor) : base(ownsHandle: true) => SetHandle((IntPtr)descriptor);

    protected override bool ReleaseHandle() => LibC.Close(handle) == 0;
}
