using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>Processes, signals and pipes.</summary>
internal static partial class LibC
{
    public const int SigStop = 19;
    public const short PollIn = 1;
    public const int Interrupted = 4; // EINTR, everywhere
    public const int NotThere = 2; // ENOENT, everywhere
    public const int NoFormat = 8; // ENOEXEC, everywhere

    /// <summary>Both ends are closed by the system in programs that are started later.</summary>
    public static int Pipe(int[] ends)
    {
        const int closeOnExec = 0x80000; // O_CLOEXEC of Linux
        const int setFlags = 2; // F_SETFD
        const int closedOnExec = 1; // FD_CLOEXEC
        if (IsLinux) return Pipe2(ends, closeOnExec);
        if (PlainPipe(ends) != 0) return -1;
        return FileControl(ends[0], setFlags, closedOnExec) | FileControl(ends[1], setFlags, closedOnExec);
    }

    public static bool IsLinux { get; } = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static extern int Pipe2([Out] int[] ends, int flags);

    [DllImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static extern int PlainPipe([Out] int[] ends);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int FileControl(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    public static extern unsafe nint ReadBytes(SafeHandle descriptor, byte* bytes, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    public static extern unsafe nint WriteBytes(SafeHandle descriptor, byte* bytes, nint count);

    [DllImport("libc", EntryPoint = "close")]
    public static extern int CloseDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static extern int Poll([In, Out] PollDescriptor[] descriptors, nuint count, int timeout);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static extern int WaitFor(int process, out int status, int options);

    [DllImport("libc", EntryPoint = "posix_spawn")]
    public static extern int Spawn(
        out int process, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint actions, nint attributes, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static extern int InitializeAttributes(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static extern int DestroyAttributes(nint attributes);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static extern int SetFlags(nint attributes, short flags);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static extern int SetDefaultSignals(nint attributes, nint signals);

    [DllImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static extern int SetSignalMask(nint attributes, nint signals);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static extern int InitializeActions(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static extern int DestroyActions(nint actions);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static extern int AddDuplicate(nint actions, int descriptor, int copy);

    [DllImport("libc", EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    public static extern int AddFolder(nint actions, [MarshalAs(UnmanagedType.LPUTF8Str)] string folder);

    [DllImport("libc", EntryPoint = "sigfillset")]
    public static extern int AllSignals(nint signals);

    [DllImport("libc", EntryPoint = "sigemptyset")]
    public static extern int NoSignals(nint signals);

    /// <summary>What is waited for at a descriptor (struct pollfd).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
