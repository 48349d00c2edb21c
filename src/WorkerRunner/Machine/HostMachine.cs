using System.Runtime.InteropServices;
using WorkerRunner.Machine.Unix;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Machine;

/// <summary>The computer this process runs on.</summary>
public static class HostMachine
{
    /// <summary>The implementation for this operating system.</summary>
    public static IMachine Create(TimeProvider time) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? new WindowsMachine(time) : new UnixMachine();
}
