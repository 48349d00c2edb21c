using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>The few calls of the C library that .NET has no name for on every framework we are built for.</summary>
internal static partial class LibC
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    private const int AccessExecute = 1;
    private const int AccessWrite = 2;

    // statx(2) rather than stat(2): its structure is the same on every architecture.
    private const int AtFdCwd = -100;
    private const uint StatxBasic = 0x7ff;
    private const int StatxSize = 256;
    private const int StatxUidOffset = 20;
    private const int StatxModeOffset = 28;

    /// <summary>Sends a signal to a process, or to a process group where <paramref name="processId"/> is negative.</summary>
    /// <returns>False where there is no such process or it is not ours.</returns>
    public static bool SendSignal(int processId, int signal) => Kill(processId, signal) == 0;

    public static bool SetMode(string path, int mode) => Chmod(path, (uint)mode) == 0;

    public static bool CanExecute(string path) => Access(path, AccessExecute) == 0;

    public static bool CanCreateIn(string folder) => Access(folder, AccessWrite | AccessExecute) == 0;

    public static uint CurrentUser => GetEUid();

    /// <summary>A file's type and permission bits, and its owner; null where the call is missing or fails.</summary>
    public static (int Mode, uint Owner)? Stat(string path)
    {
        var buffer = new byte[StatxSize];
        try
        {
            if (StatX(AtFdCwd, path, 0, StatxBasic, buffer) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
        return (BitConverter.ToUInt16(buffer, StatxModeOffset), BitConverter.ToUInt32(buffer, StatxUidOffset));
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static extern int Chmod([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEUid();

    [SuppressMessage("Globalization", "CA2101", Justification = "The path is marshalled as UTF-8, which is what the C library takes.")]
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] result);
}
