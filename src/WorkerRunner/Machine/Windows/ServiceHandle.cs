using Microsoft.Win32.SafeHandles;
using static WorkerRunner.Machine.Windows.AdvApi32;

namespace WorkerRunner.Machine.Windows;

/// <summary>A handle of the service manager: of itself or of a service.</summary>
internal sealed class ServiceHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>For the marshaller.</summary>
    public ServiceHandle() : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle() => CloseServiceHandle(handle);
}
