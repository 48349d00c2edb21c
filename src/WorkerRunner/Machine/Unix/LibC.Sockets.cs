using System.Runtime.InteropServices;
using System.Text;

namespace WorkerRunner.Machine.Unix;

/// <summary>Sockets with a path. System.Net's would initialize the whole network at a start that needs none.</summary>
internal static partial class LibC
{
    public const short PollOut = 4;
    public const short PollHangUp = 0x10;
    public const int Exists = 17; // EEXIST, everywhere

    private const int Local = 1; // AF_UNIX
    private const int StreamSocket = 1; // SOCK_STREAM
    private const int LinuxDoNotWait = 0x800; // SOCK_NONBLOCK
    private const int LinuxCloseOnExec = 0x80000; // SOCK_CLOEXEC
    private const int MacLongestPath = 103;
    private const int LinuxLongestPath = 107;

    public static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35; // EAGAIN

    public static int Refused => OperatingSystem.IsLinux() ? 111 : 61; // ECONNREFUSED

    /// <summary>A socket that does not wait, and that the system closes in programs that are started later.</summary>
    public static int LocalSocket()
    {
        if (OperatingSystem.IsLinux()) return Socket(Local, StreamSocket | LinuxDoNotWait | LinuxCloseOnExec, 0);
        return Prepared(Socket(Local, StreamSocket, 0));
    }

    /// <summary>The connection of somebody who has come.</summary>
    public static int Accept(SafeHandle socket) =>
        OperatingSystem.IsLinux() ? Accept4(socket, 0, 0, LinuxDoNotWait | LinuxCloseOnExec) : Prepared(PlainAccept(socket, 0, 0));

    /// <summary>A path as bind(2) and connect(2) take it (struct sockaddr_un).</summary>
    /// <exception cref="IOException">It is too long.</exception>
    public static byte[] SocketAddress(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        var longest = OperatingSystem.IsLinux() ? LinuxLongestPath : MacLongestPath;
        if (bytes.Length > longest) throw new IOException($"{path} is too long for a socket, which may have {longest} bytes.");
        var address = new byte[2 + longest + 1];
        if (OperatingSystem.IsLinux()) BitConverter.GetBytes((short)Local).CopyTo(address, 0);
        else (address[0], address[1]) = ((byte)address.Length, Local);
        bytes.CopyTo(address, 2);
        return address;
    }

    /// <summary>Whose process is at the other end (SO_PEERCRED of unix(7); LOCAL_PEERCRED of macOS's unix(4)).</summary>
    /// <returns>Null where the system does not tell.</returns>
    public static (uint User, int Process)? PeerOf(SafeHandle socket)
    {
        const int linuxSocketLevel = 1, linuxPeer = 17, macLocalLevel = 0, macPeer = 1, macPeerProcess = 2;
        const int macPeerSize = 76;
        if (OperatingSystem.IsLinux())
        {
            var peer = new int[3];
            return GetOption(socket, linuxSocketLevel, linuxPeer, peer, 3 * sizeof(int)) ? ((uint)peer[1], peer[0]) : null;
        }
        var credentials = new int[macPeerSize / sizeof(int)];
        var process = new int[1];
        if (!GetOption(socket, macLocalLevel, macPeer, credentials, macPeerSize)) return null;
        return ((uint)credentials[1], GetOption(socket, macLocalLevel, macPeerProcess, process, sizeof(int)) ? process[0] : 0);
    }

    /// <summary>Removes a name; where it stays, somebody finds that nobody listens there.</summary>
    public static bool Unlink(string path) => UnlinkPath(path) == 0;

    private static bool GetOption(SafeHandle socket, int level, int name, int[] value, uint size) => GetSocketOption(socket, level, name, value, ref size) == 0;

    private static int Prepared(int descriptor)
    {
        const int setDescriptorFlags = 2, closedOnExec = 1, setStatusFlags = 4, macDoNotWait = 4;
        if (descriptor < 0) return descriptor;
        FileControl(descriptor, setDescriptorFlags, closedOnExec);
        FileControl(descriptor, setStatusFlags, macDoNotWait);
        return descriptor;
    }

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static extern int Socket(int domain, int type, int protocol);

    [DllImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static extern int Bind(SafeHandle socket, byte[] address, uint length);

    [DllImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static extern int Listen(SafeHandle socket, int backlog);

    [DllImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static extern int Connect(SafeHandle socket, byte[] address, uint length);

    [DllImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static extern int Accept4(SafeHandle socket, nint address, nint length, int flags);

    [DllImport("libc", EntryPoint = "accept", SetLastError = true)]
    private static extern int PlainAccept(SafeHandle socket, nint address, nint length);

    [DllImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static extern int GetSocketOption(SafeHandle socket, int level, int name, [In, Out] int[] value, ref uint length);

    [DllImport("libc", EntryPoint = "getpid")]
    public static extern int CurrentProcess();

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    public static extern int MakeFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "unlink")]
    private static extern int UnlinkPath([MarshalAs(UnmanagedType.LPUTF8Str)] string path);
}
