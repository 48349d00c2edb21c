using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>One end of a connected socket.</summary>
internal sealed class UnixConnection(PipeEnd socket) : ILocalConnection
{
    private const int LongestWrite = 64 * 1024;

    public uint? User => LibC.PeerOf(socket)?.User;

    public string Peer => LibC.PeerOf(socket) is { } peer
        ? string.Format(CultureInfo.InvariantCulture, "user {0} (process {1})", peer.User, peer.Process)
        : "somebody whom the system does not name";

    /// <summary>Whoever only has nothing more to say, as <c>echo … | socat</c> has, is still there to listen.</summary>
    public bool HasLeft => Poll(LibC.PollOut, TimeSpan.Zero) is var events && (events & LibC.PollHangUp) != 0;

    public bool HasMoreWithin(TimeSpan limit) => Poll(LibC.PollIn, limit) != 0;

    public unsafe int Read(byte[] buffer, int offset, int count, TimeSpan limit)
    {
        for (var clock = Stopwatch.StartNew(); ; Await(LibC.PollIn, limit - clock.Elapsed))
        {
            nint read;
            fixed (byte* start = &buffer[offset]) read = LibC.ReadBytes(socket, start, count);
            if (read >= 0) return (int)read;
            ThrowUnlessBusy("Reading from");
        }
    }

    public unsafe void Write(byte[] bytes, int count, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < count;)
        {
            nint written;
            fixed (byte* start = &bytes[done]) written = LibC.WriteBytes(socket, start, Math.Min(count - done, LongestWrite));
            if (written >= 0)
            {
                done += (int)written;
                continue;
            }
            ThrowUnlessBusy("Writing to");
            Await(LibC.PollOut, limit - clock.Elapsed);
        }
    }

    public void Dispose() => socket.Dispose();

    private static void ThrowUnlessBusy(string what)
    {
        var error = Marshal.GetLastWin32Error();
        if (error != LibC.WouldBlock && error != LibC.Interrupted) throw new IOException($"{what} the socket failed: {LibC.Reason(error)}.");
    }

    private void Await(short events, TimeSpan left)
    {
        if (left <= TimeSpan.Zero || Poll(events, left) == 0) throw new TimeoutException("Nobody is at the other end of the socket in time.");
    }

    /// <returns>What the system says of it; 0 where the time is over.</returns>
    private short Poll(short events, TimeSpan limit)
    {
        LibC.PollDescriptor[] waited = [new() { Descriptor = socket.Descriptor, Events = events }];
        while (LibC.Poll(waited, 1, (int)Math.Min(limit.TotalMilliseconds, int.MaxValue)) < 0)
            if (Marshal.GetLastWin32Error() is var error && error != LibC.Interrupted) throw new IOException($"Waiting for the socket failed: {LibC.Reason(error)}.");
        return waited[0].Returned;
    }
}
