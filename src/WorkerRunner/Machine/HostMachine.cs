#if !NET
using System.Runtime.InteropServices;
#endif
using WorkerRunner.Machine.Unix;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Machine;

/// <summary>The computer this process runs on.</summary>
public static class HostMachine
{
    /// <summary>The implementation for this operating system.</summary>
    public static IMachine Create(TimeProvider time) => IsWindows ? new WindowsMachine(time) : new UnixMachine();

    // .NET's form is a constant to the native compiler, which leaves the other systems' code out of a program.
#if NET
    private static bool IsWindows => OperatingSystem.IsWindows();
#else
    private static bool IsWindows => RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
#endif
}
