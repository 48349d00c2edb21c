using System.Runtime.InteropServices;

namespace WorkerRunner.Machine.Unix;

/// <summary>A socket at a path, until it is disposed of.</summary>
internal sealed class UnixListener : ILocalListener
{
    private const uint Root = 0;

    private readonly PipeEnd socket;
    private readonly PipeEnd wake;
    private readonly PipeEnd waker;
    private readonly string path;
    private readonly uint user;

    /// <param name="socket">It listens already.</param>
    /// <param name="path">Where others find it; that is removed in the end.</param>
    /// <param name="user">Who may open it beside root.</param>
    public UnixListener(PipeEnd socket, string path, uint user)
    {
        this.socket = socket;
        this.path = path;
        this.user = user;
        (wake, waker) = PipeEnd.Pair();
    }

    public string Name => Path.GetFileNameWithoutExtension(path);

    public ILocalConnection? Accept()
    {
        while (IsThereSomebody())
        {
            var descriptor = LibC.Accept(socket);
            // Whoever came has left again.
            if (descriptor < 0) continue;
            var connection = new UnixConnection(new PipeEnd(descriptor));
            if (connection.User is { } peer && (peer == Root || peer == user)) return connection;
            connection.Dispose();
        }
        return null;
    }

    public void Dispose()
    {
        LibC.Unlink(path);
        waker.Dispose();
    }

    /// <summary>Waits; false where this was disposed of.</summary>
    private bool IsThereSomebody()
    {
        LibC.PollDescriptor[] waited =
        [
            new() { Descriptor = socket.Descriptor, Events = LibC.PollIn },
            new() { Descriptor = wake.Descriptor, Events = LibC.PollIn },
        ];
        while (LibC.Poll(waited, 2, timeout: -1) < 0)
            if (Marshal.GetLastWin32Error() is var error && error != LibC.Interrupted) throw new IOException($"Waiting at {path} failed: {LibC.Reason(error)}.");
        if (waited[1].Returned == 0) return true;
        socket.Dispose();
        wake.Dispose();
        return false;
    }
}
