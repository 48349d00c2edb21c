using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using static WorkerRunner.Machine.Windows.Kernel32;

namespace WorkerRunner.Machine.Windows;

/// <summary>
/// Named pipes of Windows, made by its own call: the framework's constructors take access rights on .NET Framework only, and insist on
/// being the first of the name on .NET only.
/// </summary>
internal sealed class WindowsPipeFactory : IPipeFactory
{
    // The numbers of winbase.h. PipeDirection has those of PIPE_ACCESS_INBOUND, PIPE_ACCESS_OUTBOUND and PIPE_ACCESS_DUPLEX.
    private const uint FirstInstance = 0x00080000;
    private const uint Overlapped = 0x40000000;
    private const uint RejectRemoteClients = 0x8;
    private const uint OneInstance = 1;
    private const uint BufferSize = 64 * 1024;
    private const int AlreadyExists = 183;
    private const int PipeBusy = 231;

    public IPipe Listen(string name, PipeDirection direction)
    {
        using var descriptor = SecurityDescriptor.FromSddl($"D:P(A;;GA;;;{SecurityDescriptor.CurrentUser})(A;;GA;;;SY)");
        var security = new SecurityAttributes(descriptor.DangerousGetHandle());
        var handle = CreateNamedPipe(
            name, (uint)direction | FirstInstance | Overlapped, RejectRemoteClients, OneInstance, BufferSize, BufferSize, 0, ref security);
        if (!handle.IsInvalid) return new WindowsPipe(new NamedPipeServerStream(direction, isAsync: true, isConnected: false, handle));
        var error = Marshal.GetLastWin32Error();
        handle.Dispose();
        throw new IOException(error is ServiceError.AccessDenied or AlreadyExists or PipeBusy
            ? $"{name} already exists; another process is listening on it."
            : $"{name}: {new Win32Exception(error).Message}");
    }

    private sealed class WindowsPipe(NamedPipeServerStream stream) : IPipe
    {
        public Stream Stream => stream;

        public int ClientProcessId => GetNamedPipeClientProcessId(stream.SafePipeHandle, out var id) ? id : 0;

        public Task ConnectedAsync(CancellationToken cancellationToken) => stream.WaitForConnectionAsync(cancellationToken);

        public void Dispose() => stream.Dispose();
    }
}
