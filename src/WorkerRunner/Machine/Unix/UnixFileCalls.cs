using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Chooses what is called by the system that we are on.</summary>
internal static class UnixFileCalls
{
    public static IUnixFileCalls Here => For(RuntimeInformation.IsOSPlatform(OSPlatform.OSX), RuntimeInformation.ProcessArchitecture);

    public static IUnixFileCalls For(bool isMac, Architecture architecture) => isMac ? new MacFileCalls(architecture) : new LinuxFileCalls(architecture);
}
