using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>
/// What differs between Linux and macOS where a file is opened and looked at: numbers, layouts, names of calls. As the C library's own, the
/// calls give 0, or −1 and an error.
/// </summary>
internal interface IUnixFileCalls
{
    /// <summary>
    /// How open(2) opens a file for reading, without following a link at the path's end, waiting for a pipe's other end, making a terminal
    /// ours, or handing the descriptor down.
    /// </summary>
    int ReadFlags { get; }

    /// <summary>Looks at what is behind a descriptor.</summary>
    int Look(SafeHandle file, out FileStatus status);

    /// <summary>Looks at what is at a path: a link itself rather than what it leads to.</summary>
    int Look(string path, out FileStatus status);
}

/// <summary>Chooses what is called by the system that we are on.</summary>
internal static class UnixFileCalls
{
    /// <summary>For the native compiler the system is a constant: the other one's calls, which the linker would not find, are left out.</summary>
    public static IUnixFileCalls Here => OperatingSystem.IsMacOS()
        ? new MacFileCalls(RuntimeInformation.ProcessArchitecture)
        : new LinuxFileCalls(RuntimeInformation.ProcessArchitecture);

    public static IUnixFileCalls For(bool isMac, Architecture architecture) => isMac ? new MacFileCalls(architecture) : new LinuxFileCalls(architecture);
}
