using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Chooses what is called by the system that we are on.</summary>
internal static class UnixFileCalls
{
    /// <summary>For the native compiler the system is a constant: the other one's calls, which the linker would not find, are left out.</summary>
    public static IUnixFileCalls Here => OperatingSystem.IsMacOS()
        ? new MacFileCalls(RuntimeInformation.ProcessArchitecture)
        : new LinuxFileCalls(RuntimeInformation.ProcessArchitecture);

    public static IUnixFileCalls For(bool isMac, Architecture architecture) => isMac ? new MacFileCalls(architecture) : new LinuxFileCalls(architecture);
}
