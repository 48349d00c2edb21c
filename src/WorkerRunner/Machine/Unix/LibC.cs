using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>The few calls of the C library that .NET has no name for on every framework we are built for.</summary>
internal static partial class LibC
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    private const int AccessExecute = 1;
    private const int AccessWrite = 2;

    /// <summary>Sends a signal to a process, or to a process group where <paramref name="processId"/> is negative.</summary>
    /// <returns>False where there is no such process or it is not ours.</returns>
    public static bool SendSignal(int processId, int signal) => Kill(processId, signal) == 0;

    public static bool SetMode(string path, int mode) => Chmod(path, (uint)mode) == 0;

    public static bool CanExecute(string path) => Access(path, AccessExecute) == 0;

    public static bool CanCreateIn(string folder) => Access(folder, AccessWrite | AccessExecute) == 0;

    public static uint CurrentUser => GetEUid();

    /// <summary>An error as the system words it; the number is what <see cref="Marshal.GetLastWin32Error"/> told right after the call.</summary>
    public static string Reason(int error) => Marshal.PtrToStringAnsi(StrError(error)) ?? $"error {error}";

    /// <summary>Whether an error says that nothing is at a path: ENOENT or ENOTDIR, which have the same numbers everywhere.</summary>
    public static bool IsMissing(int error) => error is 2 or 20;

    /// <summary>open(2) of what is there; no mode, because a variadic argument goes elsewhere on macOS than an ordinary one.</summary>
    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    public static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    public static extern IntPtr Read(UnixFileHandle file, [Out] byte[] buffer, UIntPtr count);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    public static extern int Close(IntPtr file);

    [DllImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static extern int SetMode(SafeHandle file, uint mode);

    [DllImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static extern int SetOwner(SafeHandle file, uint owner, uint group);

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    public static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [MarshalAs(UnmanagedType.LPUTF8Str)] string another);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);

    [DllImport("libc", EntryPoint = "chmod", SetLastError = true)]
    private static extern int Chmod([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEUid();

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] result);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static extern int StatX(SafeHandle file, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] result);

    [DllImport("libc", EntryPoint = "fstat", SetLastError = true)]
    public static extern int FStat(SafeHandle file, [Out] byte[] result);

    [DllImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    public static extern int FStatOnIntel(SafeHandle file, [Out] byte[] result);

    [DllImport("libc", EntryPoint = "lstat", SetLastError = true)]
    public static extern int LStat([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] result);

    [DllImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
    public static extern int LStatOnIntel([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] byte[] result);

    [DllImport("libc", EntryPoint = "strerror")]
    private static extern IntPtr StrError(int error);
}
