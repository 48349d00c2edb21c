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
