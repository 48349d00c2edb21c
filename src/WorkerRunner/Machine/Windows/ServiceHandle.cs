using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace WorkerRunner.Machine.Windows;

/// <summary>A handle of the service manager: of itself or of a service.</summary>
internal sealed class ServiceHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public ServiceHandle() : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle() => CloseServiceHandle(handle);

    [DllImport("advapi32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool CloseServiceHandle(IntPtr handle);
}
