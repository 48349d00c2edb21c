using WorkerRunner.Machine.Unix;
using WorkerRunner.Machine.Windows;

namespace WorkerRunner.Machine;

/// <summary>The computer this process runs on.</summary>
internal static class HostMachine
{
    /// <summary>The implementation for this operating system; a native program for one system holds that system's alone.</summary>
    public static IMachine Create(TimeProvider time) => OperatingSystem.IsWindows() ? new WindowsMachine(time) : new UnixMachine(new PosixSpawn());
}
