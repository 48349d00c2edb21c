using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// An instance of a named pipe of Windows, made by its own call: the framework's constructors take access rights on .NET Framework only, and
/// insist on being the first of the name on .NET only.
/// </summary>
internal static class PipeInstance
{
    // The numbers of winbase.h. PipeDirection has those of PIPE_ACCESS_INBOUND, PIPE_ACCESS_OUTBOUND and PIPE_ACCESS_DUPLEX.
    private const uint FirstInstance = 0x00080000;
    private const uint Overlapped = 0x40000000;
    private const uint RejectRemoteClients = 0x8;
    private const uint BufferSize = 64 * 1024;
    private const int AlreadyExists = 183;
    private const int PipeBusy = 231;

    /// <summary>Makes one that is ready to be opened, from this computer.</summary>
    /// <param name="name">The whole name: <c>\\.\pipe\…</c>.</param>
    /// <param name="direction">Seen from us.</param>
    /// <param name="list">Who may open it, in SDDL.</param>
    /// <param name="most">How many instances there may be.</param>
    /// <param name="isFirst">Whether there must not be another one yet.</param>
    /// <exception cref="IOException">The name is taken by somebody else, or the system refused.</exception>
    public static NamedPipeServerStream Create(string name, PipeDirection direction, string list, uint most, bool isFirst)
    {
        using var descriptor = SecurityDescriptor.FromSddl(list);
        var security = new SecurityAttributes(descriptor.DangerousGetHandle());
        var handle = CreateNamedPipe(
            name, (uint)direction | Overlapped | (isFirst ? FirstInstance : 0), RejectRemoteClients, most, BufferSize, BufferSize, 0, ref security);
        if (!handle.IsInvalid) return new NamedPipeServerStream(direction, isAsync: true, isConnected: false, handle);
        var error = Marshal.GetLastWin32Error();
        handle.Dispose();
        throw new IOException(error is ServiceError.AccessDenied or AlreadyExists or PipeBusy
            ? $"{name} already exists; another process is listening on it."
            : $"{name}: {new Win32Exception(error).Message}");
    }
}
