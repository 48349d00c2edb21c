using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Windows;

/// <summary>SECURITY_ATTRIBUTES: what a new object is protected by; it is not inherited by child processes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SecurityAttributes(IntPtr descriptor)
{
    public int Length = Marshal.SizeOf<SecurityAttributes>();
    public IntPtr Descriptor = descriptor;
    public int InheritHandle = 0;
}
