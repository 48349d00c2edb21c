using System.Runtime.InteropServices;
using System.Text;

namespace WorkerRunner.Machine.Unix;

/// <summary>Datagrams to a socket with a name, as systemd takes them.</summary>
internal static partial class LibC
{
    private const int DatagramSocket = 2; // SOCK_DGRAM

    /// <summary>Sends a datagram (sd_notify(3)). A name that begins with @ is one of Linux's abstract ones.</summary>
    /// <returns>Why it could not be sent; null where it was.</returns>
    public static string? SendTo(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            var address = SocketAddress(name);
            // An abstract name begins with a zero, and all bytes of the address are its own.
            if (name[0] == '@') address[2] = 0;
            var length = name[0] == '@' ? 2 + Encoding.UTF8.GetByteCount(name) : address.Length;
            var socket = Socket(Local, DatagramSocket | LinuxDoNotWait | LinuxCloseOnExec, 0);
            if (socket < 0) return Reason(Marshal.GetLastWin32Error());
            using var end = new PipeEnd(socket);
            return SendDatagram(end, bytes, bytes.Length, 0, address, (uint)length) == bytes.Length ? null : Reason(Marshal.GetLastWin32Error());
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    [DllImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static extern nint SendDatagram(SafeHandle socket, byte[] bytes, nint length, int flags, byte[] address, uint addressLength);
}
